package io.nextbest.orchestrator.guardrail;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Settings of the guardrails.
 *
 * @param frequencyCapSends contacts that one customer may get in any window, 1 to 1,000
 * @param frequencyCapWindow length of that window, a minute to 366 days
 * @param quietFrom local time "21:00" from which no message goes out
 * @param quietTo local time "08:00" from which messages go out again; equal to quietFrom for no quiet hours
 * @param defaultZone IANA name, for customers whose profile names no time zone
 */
@Context
@ConfigurationProperties("guardrail")
public record GuardrailConfiguration(
        @Bindable(defaultValue = "2") @Min(1) @Max(1000) int frequencyCapSends,
        @Bindable(defaultValue = "7d") Duration frequencyCapWindow,

        @Bindable(defaultValue = "21:00") @Pattern(regexp = "([01]\\d|2[0-3]):[0-5]\\d")
        String quietFrom,

        @Bindable(defaultValue = "08:00") @Pattern(regexp = "([01]\\d|2[0-3]):[0-5]\\d")
        String quietTo,

        @Bindable(defaultValue = "Europe/London") @NotBlank String defaultZone) {

    public GuardrailConfiguration {
        if (frequencyCapWindow.toMinutes() < 1 || frequencyCapWindow.toDays() > 366) {
            throw new IllegalArgumentException(
                    "guardrail.frequency-cap-window must be between 1m and 366d, was " + frequencyCapWindow);
        }
    }

    public FrequencyCap frequencyCap() {
        return new FrequencyCap(frequencyCapSends, frequencyCapWindow);
    }

    public QuietHours quietHours() {
        return new QuietHours(LocalTime.parse(quietFrom), LocalTime.parse(quietTo), ZoneId.of(defaultZone));
    }
}
