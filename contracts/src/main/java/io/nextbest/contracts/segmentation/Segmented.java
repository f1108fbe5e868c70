package io.nextbest.contracts.segmentation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's segment, as a decision needs it.
 *
 * @param confidence in [0, 1]: by the standard model and value bands the probability that a refit on other customers of
 *     the same kind would say the same, by the parity model max(0, 1 - distance / 5)
 * @param distanceToCenter Euclidean, in standard deviations; null by value bands, which have no centers
 * @param model the model version that answered, "standard@3"
 * @param second the segment that comes next
 * @param reasons how far each figure takes the customer from the second-best segment to this one, in squared standard
 *     deviations, by value bands in natural logs of value; they sum to the margin
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Flip flip) {

    public Segmented {
        reasons = List.copyOf(reasons);
    }

    /** The second-best segment, and how sure the model would be of it. */
    @Wire
    public record Second(Integer segmentId, String segmentName, Double confidence) {}

    /**
     * The smallest change that leads elsewhere.
     *
     * @param changes the figures that change, mostly one
     * @param size of the change, in standard deviations; by value bands of the figures' logarithms
     * @param text all that in words: "Recent with a recency of 12 days instead of 40"
     */
    @Wire
    public record Flip(Integer segmentId, String segmentName, List<Change> changes, Double size, String text) {

        public Flip {
            changes = List.copyOf(changes);
        }
    }

    /**
     * @param figure "recency", "frequency" or "monetary"; by value bands "purchase_days", "days_since_purchase" or
     *     "typical_basket"
     * @param from what it is, in its own unit
     * @param to what it would have to be
     */
    @Wire
    public record Change(String figure, Double from, Double to) {}
}
