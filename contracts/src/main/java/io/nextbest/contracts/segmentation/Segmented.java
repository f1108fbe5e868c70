package io.nextbest.contracts.segmentation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's segment, as a decision needs it.
 *
 * @param confidence in [0, 1]: by the standard model the probability that a refit on other customers of the same kind
 *     would say the same, by the parity model max(0, 1 - distance / 5)
 * @param distanceToCenter Euclidean, in standard deviations
 * @param model the model version that answered, "standard@3"
 * @param second the segment that comes next
 * @param reasons how far each figure takes the customer from the second-best segment to this one, in squared standard
 *     deviations; they sum to the margin
 * @param flip the smallest change that would put him into another segment; null where none does
 */
@Wire
public record Segmented(
        String customerId,
        Integer segmentId,
        String segmentName,
        Double confidence,
        @Nullable Double distanceToCenter,
        String model,
        Rfm rfm,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Second second,
        List<Reason> reasons,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Change flip) {

    public Segmented {
        reasons = List.copyOf(reasons);
    }

    /** The second-best segment, and how sure the model would be of it. */
    @Wire
    public record Second(Integer segmentId, String segmentName, Double confidence) {}

    /**
     * One figure, changed as little as it takes.
     *
     * @param figure "recency", "frequency" or "monetary"
     * @param from what it is, in its own unit
     * @param to from where on the other segment is nearer
     * @param segmentName the segment that it would be
     * @param text all that in words
     */
    @Wire
    public record Change(String figure, Double from, Double to, Integer segmentId, String segmentName, String text) {}
}
