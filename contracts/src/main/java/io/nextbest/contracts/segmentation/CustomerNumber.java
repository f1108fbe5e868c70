package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.NotNull;

/** @param customerId as the older service took it: a text or a whole number */
@Wire
public record CustomerNumber(@NotNull Object customerId) {}
