package io.nextbest.contracts.segmentation;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.nextbest.contracts.CustomerQuery;
import jakarta.validation.Valid;
import java.util.List;

/** Who is this customer like? Served by segmentation-agent, called by the orchestrator. */
public interface SegmentationOperations {

    /** Assigns a customer from the purchases on record. */
    @Post("/v1/segmentation/assign")
    Segmented assign(@Body @Valid CustomerQuery query);

    /** The segments of the active model. */
    @Get("/v1/segmentation/profiles")
    List<SegmentProfile> profiles();
}
