package io.nextbest.segmentation;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.segmentation.DriftReport;
import io.nextbest.contracts.segmentation.MovementReport;
import io.nextbest.contracts.segmentation.SegmentMonitoringOperations;
import io.nextbest.contracts.segmentation.ShadowReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP face of {@link SegmentDrift}, {@link SegmentMovement} and {@link ShadowSegments}. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class MonitoringController implements SegmentMonitoringOperations {

    private final SegmentDrift drift;
    private final SegmentMovement movement;
    private final ShadowSegments shadow;

    MonitoringController(SegmentDrift drift, SegmentMovement movement, ShadowSegments shadow) {
        this.drift = drift;
        this.movement = movement;
        this.shadow = shadow;
    }

    @Override
    public DriftReport drift(@Nullable String model, @Nullable Integer version, Integer months) {
        return drift.report(model, version, months);
    }

    @Override
    public MovementReport movement(
            @Nullable String model, @Nullable Integer version, @Nullable String from, @Nullable String to) {
        return movement.report(model, version, from, to);
    }

    @Override
    public List<MovementReport> monthlyMovement(
            @Nullable String model, @Nullable Integer version, @Nullable String to, Integer months) {
        return movement.monthly(model, version, to, months);
    }

    @Override
    public ShadowReport shadow(@Nullable String model) {
        return shadow.report(model);
    }
}
