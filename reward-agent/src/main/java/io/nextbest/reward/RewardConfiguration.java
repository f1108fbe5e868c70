package io.nextbest.reward;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the reward agent.
 *
 * @param catalogue file of rewards; left out, the demo's own catalogue
 * @param margin share of an order's price that is left to the shop, in [0.01, 1]
 * @param priorStrength decisions that the base rate is worth against what the log says of a reward, in [1, 10000]
 * @param currency ISO 4217 code of the catalogue's costs and of the purchases
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("reward")
record RewardConfiguration(
        @Nullable String catalogue,

        @Bindable(defaultValue = "0.3") @DecimalMin("0.01") @DecimalMax("1")
        double margin,

        @Bindable(defaultValue = "20") @DecimalMin("1") @DecimalMax("10000")
        double priorStrength,

        @Bindable(defaultValue = "GBP") @Pattern(regexp = "[A-Z]{3}")
        String currency) {}
