package io.nextbest.contracts.segmentation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A customer's segment, in the shape that the older segmentation service printed.
 *
 * @param segmentId the cluster's number, from 0
 * @param segmentName "Segment 0"
 * @param stats twelve figures of the segment: {@code Recency_|Frequency_|Monetary_} x {@code mean|median|min|max}
 * @param confidence in [0, 1]: max(0, 1 - distance / 5) by the parity model; by the others the probability that a
 *     refit on other customers of the same kind would say the same
 * @param distanceToCenter Euclidean, in standard deviations; null by value bands, which have no centres
 * @param dataSource "database" where the figures come from the log, left out where the caller gave them
 * @param model the model that answered, "parity"
 * @param modelVersion its version's number
 */
@Serdeable
public record SegmentAssignment(
        @JsonProperty("segment_id") Integer segmentId,
        @JsonProperty("segment_name") String segmentName,
        @JsonProperty("stats") Map<String, Double> stats,
        @JsonProperty("confidence") Double confidence,
        @JsonProperty("distance_to_center") @Nullable Double distanceToCenter,

        @JsonProperty("data_source") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String dataSource,

        @JsonProperty("model") String model,
        @JsonProperty("model_version") Integer modelVersion) {}
