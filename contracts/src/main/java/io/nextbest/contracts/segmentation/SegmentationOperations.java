package io.nextbest.contracts.segmentation;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.ErrorCode;
import jakarta.validation.Valid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is this customer like? Served by segmentation-agent, called by the orchestrator. */
public interface SegmentationOperations {

    /**
     * Assigns a customer from the purchases on record.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     */
    @Post("/v1/segmentation/assign")
    Segmented assign(@Body @Valid CustomerQuery query, @Nullable @QueryValue String model);

    /** The same by the setting's model. */
    default Segmented assign(CustomerQuery query) {
        return assign(query, null);
    }

    /**
     * The segments of the active version.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     */
    @Get("/v1/segmentation/profiles")
    List<SegmentProfile> profiles(@Nullable @QueryValue String model);

    /**
     * What the segments of the active version are called, and which of the names an operator gave.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     */
    @Get("/v1/segmentation/names")
    List<SegmentName> names(@Nullable @QueryValue String model);

    /**
     * Gives a segment of the active version another name; refits that find it again keep that name. {@link
     * ErrorCode#BUSY} while a training runs, which would not carry it over.
     *
     * @param model as in the body; one of the two is enough
     */
    @Put("/v1/segmentation/names")
    List<SegmentProfile> rename(@Body @Valid SegmentRename rename, @Nullable @QueryValue String model);

    /**
     * How the number of segments was chosen: every number that was tried, and why it lost.
     *
     * @param model "standard", "parity" or "value"; the setting's if left out
     */
    @Get("/v1/segmentation/choice")
    ClusterChoice choice(@Nullable @QueryValue String model);
}
