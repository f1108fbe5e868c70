package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/**
 * @param customerCount how many customers are to be assigned, the first by their ids, at most 1,000,000
 * @param model "parity" or "standard"; the setting's if left out
 */
@Wire
public record CustomerCount(
        @NotNull @Positive @Max(1_000_000) Integer customerCount,
        @Nullable String model) {}
