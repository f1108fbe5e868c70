package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.AgentStatus;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.RollbackRequest;
import io.nextbest.contracts.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator may ask of every agent: how it stands, to train, which versions there are and which answers. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Training.class)
class AgentController implements AgentOperations {

    private final String name;
    private final EventReader reader;
    private final ModelRegistry registry;
    private final ModelVersions versions;

    AgentController(RuntimeConfiguration runtime, EventReader reader, ModelRegistry registry, ModelVersions versions) {
        this.name = runtime.service() + "-agent";
        this.reader = reader;
        this.registry = registry;
        this.versions = versions;
    }

    @Override
    public AgentStatus status() {
        return new AgentStatus(
                name,
                reader.offset(),
                reader.lag(),
                registry.findMain().orElse(null),
                registry.problem().orElse(null));
    }

    @Override
    public ModelVersion train(Boolean activate) {
        List<ModelVersion> made = registry.train(activate);
        return made.size() == 1 ? made.getFirst() : made.getFirst().withAlso(made.subList(1, made.size()));
    }

    @Override
    public AgentStatus rebuild() {
        return versions.exclusively(() -> {
            reader.rebuild();
            return status();
        });
    }

    @Override
    public List<ModelVersion> versions(@Nullable String model) {
        return versions.list(model == null ? null : named(model));
    }

    @Override
    public ModelVersion version(String model, Integer version) {
        return registry.find(named(model), version).version();
    }

    @Override
    public String artefact(String model, Integer version) {
        return registry.find(named(model), version).artifact();
    }

    @Override
    public ModelVersion importVersion(String artefact) {
        return registry.importArtefact(artefact);
    }

    @Override
    public ModelVersion activate(String model, Integer version) {
        return registry.activate(named(model), version);
    }

    @Override
    public ModelVersion shadow(String model, Integer version) {
        return registry.shadow(named(model), version);
    }

    @Override
    public ModelVersion endShadow(String model) {
        return registry.endShadow(named(model));
    }

    @Override
    public List<ModelVersion> rollback(@Nullable RollbackRequest request) {
        String model = request == null ? null : request.model();
        return registry.rollBack(model == null ? null : named(model));
    }

    /** The database takes no NUL, and no model is called by a control character. */
    private static String named(String model) {
        if (model.chars().anyMatch(Character::isISOControl)) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "model: must not hold control characters.");
        }
        return model;
    }
}
