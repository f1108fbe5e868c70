package io.nextbest.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/**
 * Settings that every service has.
 *
 * @param service short name of this service, set by the service itself
 * @param clockOffset added to the machine's clock, "PT0S" for the true time; the demo lives in 2011
 * @param home folder of files that a service writes
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("nextbest")
public record RuntimeConfiguration(
        @NotBlank String service,
        @Bindable(defaultValue = "PT0S") Duration clockOffset,
        @Bindable(defaultValue = "var") String home) {}
