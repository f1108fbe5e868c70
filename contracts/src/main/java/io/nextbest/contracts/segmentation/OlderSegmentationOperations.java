package io.nextbest.contracts.segmentation;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

/** The paths of the older segmentation service, with its names, answers and statuses. Served by segmentation-agent. */
public interface OlderSegmentationOperations {

    /**
     * Assigns figures given by the caller; reads and stores nothing. For debugging and what-if questions.
     *
     * @param model as in the body; one of the two is enough
     */
    @Post("/segment/manual")
    SegmentAssignment assignFigures(@Body @Valid FiguresQuery figures, @Nullable @QueryValue String model);

    /**
     * Assigns a customer from the purchases on record.
     *
     * @param model as in the body; one of the two is enough
     */
    @Post("/segment/customer")
    SegmentAssignment assignCustomer(@Body @Valid CustomerNumber customer, @Nullable @QueryValue String model);

    /**
     * Assigns the first so many customers on record: a {@link CustomerSegments}.
     *
     * @param format "list" for the bare list of segments, as the service's first release answered
     * @param model as in the body; one of the two is enough
     */
    @Post("/api/segment")
    Object assignCustomers(
            @Body @Valid CustomerCount count, @Nullable @QueryValue String format, @Nullable @QueryValue String model);
}
