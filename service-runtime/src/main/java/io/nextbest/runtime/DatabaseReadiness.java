package io.nextbest.runtime;

import jakarta.inject.Singleton;
import java.util.Optional;

/** Ready only with the database. */
@Singleton
final class DatabaseReadiness implements ReadinessCheck {

    private final OffsetStore offsets;

    DatabaseReadiness(OffsetStore offsets) {
        this.offsets = offsets;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Optional<String> missing() {
        long ignored = offsets.offset(); // throws when the database is away
        return Optional.empty();
    }
}
