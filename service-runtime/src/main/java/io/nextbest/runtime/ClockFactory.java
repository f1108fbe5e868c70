package io.nextbest.runtime;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The product's clock: the machine's, moved by a setting. The only place that reads the machine's. */
@Factory
final class ClockFactory {

    @Singleton
    Clock clock(RuntimeConfiguration configuration) {
        return Clock.offset(Clock.systemUTC(), Duration.parse(configuration.clockOffset()));
    }
}
