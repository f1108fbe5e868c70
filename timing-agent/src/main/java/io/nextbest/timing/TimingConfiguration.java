package io.nextbest.timing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import io.nextbest.models.timing.SlotChoice;
import jakarta.validation.constraints.NotBlank;
import java.time.ZoneId;

/**
 * Settings of the timing agent.
 *
 * @param defaultTimeZone IANA name of the zone in which the hours of customers without a stated zone are counted
 * @param sharpness power of an hour's share in the choice, 0 (every hour alike) to 20 (nearly always the best)
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("timing")
record TimingConfiguration(
        @Bindable(defaultValue = "Europe/London") @NotBlank String defaultTimeZone,
        @Bindable(defaultValue = "2.0") double sharpness) {

    TimingConfiguration {
        if (!(sharpness >= 0 && sharpness <= SlotChoice.MOST_SHARPNESS)) {
            throw new IllegalArgumentException("timing.sharpness must be in [0, 20], was " + sharpness);
        }
        ZoneId known = ZoneId.of(defaultTimeZone);
        defaultTimeZone = known.getId();
    }

    ZoneId defaultZone() {
        return ZoneId.of(defaultTimeZone);
    }
}
