package io.nextbest.contracts.engagement;

import io.nextbest.contracts.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param customerId whom they are about, null where the caller gave bare figures
 * @param model the model version that answered, "recency-frequency@2"
 */
@Wire
public record Predictions(@Nullable String customerId, String model, List<Prediction> predictions) {

    public Predictions {
        predictions = List.copyOf(predictions);
    }
}
