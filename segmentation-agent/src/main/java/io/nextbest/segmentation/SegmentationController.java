package io.nextbest.segmentation;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.contracts.segmentation.Segmented;
import java.util.List;

/** The HTTP face of {@link Segmentation}: validates by contract, adds nothing. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class SegmentationController implements SegmentationOperations {

    private final Segmentation segmentation;

    SegmentationController(Segmentation segmentation) {
        this.segmentation = segmentation;
    }

    @Override
    public Segmented assign(CustomerQuery query) {
        return segmentation.assign(query.customerId());
    }

    @Override
    public List<SegmentProfile> profiles() {
        return segmentation.profiles();
    }
}
