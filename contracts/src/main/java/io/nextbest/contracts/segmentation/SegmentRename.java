package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * @param model "standard", "parity" or "value"; the setting's if left out
 * @param name another than the model's other segments have, whatever the case and the spaces around it; not only
 *     digits, and no character that cannot be seen
 */
@Wire
public record SegmentRename(
        @Nullable String model,
        @NotNull @PositiveOrZero Integer segmentId,
        @NotBlank @Size(max = 60) String name) {}
