package io.nextbest.contracts.event;

import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/** The log as its readers see it. Served by the orchestrator. */
public interface EventOperations {

    /**
     * Reads on from a place in the log.
     *
     * @param after the last {@code seq} already read, 0 for the beginning
     * @param limit the most events to return, 1 to 10,000, 1,000 if left out
     * @param kinds comma-separated kinds to return, all if left out
     */
    @Get("/v1/events")
    EventPage read(
            @QueryValue(defaultValue = "0") @PositiveOrZero Long after,
            @QueryValue(defaultValue = "1000") @Min(1) @Max(10_000) Integer limit,
            @Nullable @QueryValue String kinds);
}
