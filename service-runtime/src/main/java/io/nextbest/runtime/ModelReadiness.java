package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import io.nextbest.contracts.ModelVersion;
import jakarta.inject.Singleton;
import java.util.Optional;

/** An agent is ready only with a model to answer from. */
@Singleton
@Requires(beans = Training.class)
final class ModelReadiness implements ReadinessCheck {

    private final ModelRegistry registry;

    ModelReadiness(ModelRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public Optional<String> missing() {
        Optional<ModelVersion> main = registry.findMain();
        if (main.isEmpty()) {
            return Optional.of("No model is trained yet: POST /v1/agent/train or nextbest train.");
        }
        return registry.answers(main.get().model()) ? Optional.empty() : registry.problem();
    }

    @Override
    public Optional<String> problem() {
        return registry.problem();
    }
}
