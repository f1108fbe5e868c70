package io.nextbest.contracts.segmentation;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Post;
import jakarta.validation.Valid;

/** The paths of the older segmentation service, with its names, answers and statuses. Served by segmentation-agent. */
public interface OlderSegmentationOperations {

    /** Assigns figures given by the caller; reads and stores nothing. For debugging and what-if questions. */
    @Post("/segment/manual")
    SegmentAssignment assignFigures(@Body @Valid Rfm rfm);

    /** Assigns a customer from the purchases on record. */
    @Post("/segment/customer")
    SegmentAssignment assignCustomer(@Body @Valid CustomerNumber customer);
}
