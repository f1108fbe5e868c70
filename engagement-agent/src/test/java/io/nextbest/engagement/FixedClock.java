package io.nextbest.engagement;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The product's clock stands still on the day after the last invoice of Online Retail. */
@Factory
class FixedClock {

    static final Instant NOW = Instant.parse("2011-12-10T12:00:00Z");

    @Singleton
    @Replaces(Clock.class)
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
