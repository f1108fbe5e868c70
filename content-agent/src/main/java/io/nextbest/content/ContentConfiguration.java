package io.nextbest.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the content agent.
 *
 * @param catalogue file of contents; left out, the demo's own catalogue
 * @param priorStrength messages that the base rate is worth against what the log says of a content, in [1, 10000]
 */
@Context // read at start, so that a bad value stops the service and not the first request
@ConfigurationProperties("content")
record ContentConfiguration(
        @Nullable String catalogue,

        @Bindable(defaultValue = "20") @DecimalMin("1") @DecimalMax("10000")
        double priorStrength) {}
