package io.nextbest.contracts.engagement;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * A model's estimate of one thing that a customer may do.
 *
 * @param name what, with its horizon: "buys_within_90_days"
 * @param value probability in [0, 1]
 * @param low lower end of its 95 % interval
 * @param high upper end of its 95 % interval
 * @param horizonDays how far ahead it looks
 * @param reasons contributions to the log-odds of the value
 */
@Wire
public record Prediction(
        String name, Double value, Double low, Double high, Integer horizonDays, List<Reason> reasons) {

    public Prediction {
        reasons = List.copyOf(reasons);
    }
}
