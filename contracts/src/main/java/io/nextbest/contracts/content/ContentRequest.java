package io.nextbest.contracts.content;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param seed makes the random choice repeatable
 * @param channels those the customer may be reached on, at least one
 * @param rewardId the reward that the message carries, null for none
 * @param rewardType its type, null for none
 */
@Wire
public record ContentRequest(
        @NotBlank @Size(max = 100) String customerId,
        @NotNull Long seed,
        @Nullable Integer segmentId,
        @Nullable @Size(max = 100) String segmentName,
        @NotEmpty List<String> channels,
        @Nullable @Size(max = 100) String rewardId,
        @Nullable @Size(max = 50) String rewardType) {

    public ContentRequest {
        channels = channels == null ? List.of() : List.copyOf(channels);
    }
}
