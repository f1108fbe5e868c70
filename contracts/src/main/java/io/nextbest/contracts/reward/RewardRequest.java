package io.nextbest.contracts.reward;

import io.nextbest.contracts.Wire;
import io.nextbest.contracts.engagement.Prediction;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param seed makes the random choice repeatable
 * @param segmentId null where segmentation did not answer
 * @param predictions empty where engagement did not answer
 */
@Wire
public record RewardRequest(
        @NotBlank @Size(max = 100) String customerId,
        @NotNull Long seed,
        @Nullable Integer segmentId,
        @Nullable @Size(max = 100) String segmentName,
        @NotNull List<Prediction> predictions) {

    public RewardRequest {
        predictions = predictions == null ? List.of() : List.copyOf(predictions);
    }
}
