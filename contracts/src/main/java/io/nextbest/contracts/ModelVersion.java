package io.nextbest.contracts;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trained model, as the registry of its agent holds it.
 *
 * @param model name of the model, "parity" or "base-rate"
 * @param version counts up from 1 within one agent and model
 * @param active whether answers come from this version
 * @param trainedAt when it was trained, by the product's clock
 * @param dataFrom time of the first event it learned from, null if it needed none
 * @param dataTo time of the last event it learned from
 * @param seed seed of every random choice in training
 * @param metrics what the training measured, by name
 */
@Wire
public record ModelVersion(
        String model,
        Integer version,
        Boolean active,
        Instant trainedAt,
        @Nullable Instant dataFrom,
        @Nullable Instant dataTo,
        Long seed,
        Map<String, Double> metrics) {

    public ModelVersion {
        metrics = Map.copyOf(metrics);
    }

    /** How decisions name it: "parity@3". */
    public String label() {
        return model + "@" + version;
    }
}
