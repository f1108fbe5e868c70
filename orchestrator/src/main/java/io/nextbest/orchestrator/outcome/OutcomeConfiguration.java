package io.nextbest.orchestrator.outcome;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;

/**
 * How outcomes are tied to decisions and valued.
 *
 * @param window an outcome that names no decision answers the customer's last message this long before it at most
 * @param margin share of the money brought that counts as gain, in [0, 1]
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("outcome")
record OutcomeConfiguration(
        @Bindable(defaultValue = "7d") Duration window,

        @Bindable(defaultValue = "1.0") @DecimalMin("0") @DecimalMax("1")
        double margin) {}
