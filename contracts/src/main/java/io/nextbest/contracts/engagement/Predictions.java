package io.nextbest.contracts.engagement;

import io.nextbest.contracts.Wire;
import java.util.List;

/** @param model the model version that answered, "recency-frequency@2" */
@Wire
public record Predictions(String customerId, String model, List<Prediction> predictions) {

    public Predictions {
        predictions = List.copyOf(predictions);
    }
}
