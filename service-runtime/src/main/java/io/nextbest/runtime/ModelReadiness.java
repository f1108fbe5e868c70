package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;

/** An agent is ready only with a model to answer from. */
@Singleton
@Requires(beans = Training.class)
final class ModelReadiness implements ReadinessCheck {

    private final ModelVersions versions;

    ModelReadiness(ModelVersions versions) {
        this.versions = versions;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public Optional<String> missing() {
        return versions.findNewestActive().isPresent()
                ? Optional.empty()
                : Optional.of("No model is trained yet: POST /v1/agent/train or nextbest train.");
    }
}
