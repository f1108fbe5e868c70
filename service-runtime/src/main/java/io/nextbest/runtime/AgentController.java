package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.AgentStatus;
import io.nextbest.contracts.ModelVersion;

/** What an operator may ask of every agent: how it stands, to train, to derive its tables again. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Requires(beans = Training.class)
class AgentController implements AgentOperations {

    private final String name;
    private final EventReader reader;
    private final Training training;
    private final ModelVersions versions;

    AgentController(RuntimeConfiguration runtime, EventReader reader, Training training, ModelVersions versions) {
        this.name = runtime.service() + "-agent";
        this.reader = reader;
        this.training = training;
        this.versions = versions;
    }

    @Override
    public AgentStatus status() {
        return new AgentStatus(
                name, reader.offset(), reader.lag(), versions.findNewestActive().orElse(null));
    }

    @Override
    public ModelVersion train() {
        return versions.exclusively(() -> {
            reader.catchUp();
            return training.train();
        });
    }

    @Override
    public AgentStatus rebuild() {
        return versions.exclusively(() -> {
            reader.rebuild();
            return status();
        });
    }
}
