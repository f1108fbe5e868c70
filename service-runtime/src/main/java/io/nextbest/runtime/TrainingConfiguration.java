package io.nextbest.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.DateTimeException;
import java.time.Duration;

/**
 * When an agent trains by itself. The orchestrator has nothing to train and ignores it.
 *
 * @param every ISO 8601 duration, "P7D": trains again when the newest training is older than that, by the product's
 *     clock; "PT0S" for never. The first training is an operator's.
 */
@Context
@ConfigurationProperties("nextbest.training")
public record TrainingConfiguration(
        @Bindable(defaultValue = "PT0S") String every) {

    public TrainingConfiguration {
        try { // by hand, for the reason given at RuntimeConfiguration
            if (Duration.parse(every).isNegative()) {
                throw new IllegalArgumentException("nextbest.training.every is below 0: " + every);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("nextbest.training.every is no ISO 8601 duration: " + every, e);
        }
    }

    Duration period() {
        return Duration.parse(every);
    }
}
