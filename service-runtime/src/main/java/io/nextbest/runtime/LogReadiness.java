package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Ready while the log can be read; a stopped log is named, for answers then grow old. */
@Singleton
@Requires(beans = Projection.class)
final class LogReadiness implements ReadinessCheck {

    private final EventReader reader;

    LogReadiness(EventReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public Optional<String> missing() {
        return reader.failure() == null
                ? Optional.empty()
                : Optional.of("The orchestrator's event log cannot be read.");
    }
}
