package io.nextbest.contracts.engagement;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;

/**
 * @param recencyDays days since the customer was last seen buying, 0 to 36,500
 * @param purchases invoices so far, 0 to 1,000,000
 */
@Wire
public record Figures(
        @NotNull @PositiveOrZero @Max(36_500) Double recencyDays,
        @NotNull @PositiveOrZero @Max(1_000_000) Integer purchases) {}
