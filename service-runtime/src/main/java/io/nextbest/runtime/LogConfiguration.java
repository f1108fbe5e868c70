package io.nextbest.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How an agent reads the log.
 *
 * @param pollInterval wait between two looks at the log's end
 * @param answerWait the longest that an answer waits for what the log holds newer than the tables; 0 for never
 * @param pageSize the most events taken in by one transaction
 */
@Context
@ConfigurationProperties("log-reader")
public record LogConfiguration(
        @Bindable(defaultValue = "500ms") Duration pollInterval,

        @Bindable(defaultValue = "50ms") Duration answerWait,

        @Bindable(defaultValue = "10000") @Min(1) @Max(10_000)
        int pageSize) {}
