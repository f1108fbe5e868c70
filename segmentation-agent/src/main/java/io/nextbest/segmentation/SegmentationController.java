package io.nextbest.segmentation;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.segmentation.ClusterChoice;
import io.nextbest.contracts.segmentation.SegmentName;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentRename;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.contracts.segmentation.Segmented;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP face of {@link Segmentation}: validates by contract, adds nothing. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class SegmentationController implements SegmentationOperations {

    private final Segmentation segmentation;

    SegmentationController(Segmentation segmentation) {
        this.segmentation = segmentation;
    }

    @Override
    public Segmented assign(CustomerQuery query, @Nullable String model) {
        return segmentation.assign(query, model);
    }

    @Override
    public List<SegmentProfile> profiles(@Nullable String model) {
        return segmentation.profiles(model);
    }

    @Override
    public List<SegmentName> names(@Nullable String model) {
        return segmentation.names(model);
    }

    @Override
    public List<SegmentProfile> rename(SegmentRename rename, @Nullable String model) {
        return segmentation.rename(rename, Segmentation.either(model, rename.model()));
    }

    @Override
    public ClusterChoice choice(@Nullable String model) {
        return segmentation.choice(model);
    }
}
