package io.nextbest.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;
import java.time.DateTimeException;
import java.time.Duration;

/**
 * Settings that every service has.
 *
 * @param service short name of this service, set by the service itself
 * @param clockOffset ISO 8601 duration added to the machine's clock, "PT0S" for the true time; the demo lives in 2011
 * @param home folder of files that a service writes
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("nextbest")
public record RuntimeConfiguration(
        @NotBlank String service,
        @Bindable(defaultValue = "PT0S") String clockOffset,
        @Bindable(defaultValue = "var") String home) {

    public RuntimeConfiguration {
        try { // by hand: the framework's converter takes a bad or negative text for the default without a word
            Duration.parse(clockOffset);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("nextbest.clock-offset is no ISO 8601 duration: " + clockOffset, e);
        }
    }
}
