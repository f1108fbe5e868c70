package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/**
 * Figures to be assigned, as {@link Rfm} has them.
 *
 * @param model "parity" or "standard"; the setting's if left out
 */
@Wire
public record FiguresQuery(
        @NotNull @PositiveOrZero @Max(36_500) Integer recency,
        @NotNull @Positive @Max(1_000_000) Integer frequency,
        @NotNull @PositiveOrZero @Max(1_000_000_000_000L) Double monetary,
        @Nullable String model) {}
