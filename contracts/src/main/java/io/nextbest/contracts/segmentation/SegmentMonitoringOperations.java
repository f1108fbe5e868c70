package io.nextbest.contracts.segmentation;

import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the segments still fit the customers. Served by segmentation-agent. */
public interface SegmentMonitoringOperations {

    /**
     * How the customers on record at each month's end differ from those that a version learned from.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     * @param version its number; the one that answers if left out
     * @param months how many month ends, the last ones on record
     */
    @Get("/v1/segmentation/drift")
    DriftReport drift(
            @Nullable @QueryValue String model,
            @Nullable @QueryValue Integer version,
            @QueryValue(defaultValue = "6") @Min(1) @Max(36) Integer months);

    /**
     * Who went from which segment to which between two days.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     * @param version its number; the one that answers if left out
     * @param from last day of the state before, "2011-10-31"; a month before {@code to} if left out
     * @param to last day of the state after; the last day on record if left out; not later than today
     */
    @Get("/v1/segmentation/movement")
    MovementReport movement(
            @Nullable @QueryValue String model,
            @Nullable @QueryValue Integer version,
            @Nullable @QueryValue String from,
            @Nullable @QueryValue String to);

    /**
     * Who went from which segment to which from month to month, the oldest first; fewer where the record begins later.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     * @param version its number; the one that answers if left out
     * @param to last day of the last month; the last day on record if left out; not later than today
     * @param months how many, each from a month before to the next
     */
    @Get("/v1/segmentation/movement/monthly")
    List<MovementReport> monthlyMovement(
            @Nullable @QueryValue String model,
            @Nullable @QueryValue Integer version,
            @Nullable @QueryValue String to,
            @QueryValue(defaultValue = "6") @Min(1) @Max(24) Integer months);

    /** What the shadow version says of all customers on record, beside the version that answers. */
    @Get("/v1/segmentation/shadow")
    ShadowReport shadow(@Nullable @QueryValue String model);
}
