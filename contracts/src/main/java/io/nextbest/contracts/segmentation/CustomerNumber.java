package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * @param customerId as the older service took it: a text or a whole number
 * @param model "parity" or "standard"; the setting's if left out
 */
@Wire
public record CustomerNumber(
        @NotNull Object customerId, @Nullable String model) {}
