package io.nextbest.engagement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;

/**
 * Settings of the engagement agent.
 *
 * @param leastCustomers customers with a purchase before the cut that the regression needs; with fewer, the base rate
 * @param ridge strength of the penalty on the regression's coefficients
 * @param seed decides which fifth of the customers is held out to judge the model
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("engagement")
record EngagementConfiguration(
        @Bindable(defaultValue = "50") @Min(50) @Max(1_000_000)
        int leastCustomers,

        @Bindable(defaultValue = "1.0") @Positive double ridge,
        @Bindable(defaultValue = "20111209") long seed) {}
