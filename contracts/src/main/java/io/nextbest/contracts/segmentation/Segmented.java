package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * A customer's segment, as a decision needs it.
 *
 * @param confidence in [0, 1]
 * @param model the model version that answered, "parity@3"
 * @param reasons how far each figure takes the customer from the second-best segment to this one, in squared standard
 *     deviations; they sum to the margin
 */
@Wire
public record Segmented(
        String customerId,
        Integer segmentId,
        String segmentName,
        Double confidence,
        String model,
        Rfm rfm,
        List<Reason> reasons) {

    public Segmented {
        reasons = List.copyOf(reasons);
    }
}
