package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

/**
 * How recently, how often and for how much a customer bought.
 *
 * @param recency whole 24-hour days from the last purchase to the reference time, 0 to 36,500
 * @param frequency number of distinct invoices, returns not counted, at most 1,000,000
 * @param monetary money spent, returns not counted, in the shop's currency, at most 10^12
 */
@Wire
public record Rfm(
        @NotNull @PositiveOrZero @Max(36_500) Integer recency,
        @NotNull @Positive @Max(1_000_000) Integer frequency,
        @NotNull @PositiveOrZero @Max(1_000_000_000_000L) Double monetary) {}
