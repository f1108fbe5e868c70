package io.nextbest.contracts.segmentation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/**
 * What the members of a segment have in common.
 *
 * @param customers how many there are
 * @param share of all customers, in [0, 1]
 * @param revenueShare of all money, in [0, 1]
 * @param stats the twelve figures of {@link SegmentAssignment}; of a value band also {@code Probability_mean},
 *     {@code Purchases_mean}, {@code Basket_mean}, {@code Spend_mean}, {@code Spend_share} and {@code Score_mean}, as
 *     expected within the horizon
 */
@Serdeable
public record SegmentProfile(
        @JsonProperty("segment_id") Integer segmentId,
        @JsonProperty("segment_name") String segmentName,
        @JsonProperty("customers") Integer customers,
        @JsonProperty("share") Double share,
        @JsonProperty("revenue_share") Double revenueShare,
        @JsonProperty("stats") Map<String, Double> stats) {}
