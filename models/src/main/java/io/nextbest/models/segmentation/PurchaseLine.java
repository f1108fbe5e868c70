package io.nextbest.models.segmentation;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of an invoice as the shop recorded it: returns, corrections and unknown buyers included.
 *
 * <p>Source of the cleaning rules: the older segmentation service's training (customer known, quantity above 0, price
 * above 0), which is the usual cleaning of this data: Chen, Sain and Guo, "Data mining for the online retail industry",
 * Journal of Database Marketing and Customer Strategy Management 19(3), 2012.
 *
 * @param customer null where the shop does not know the buyer
 * @param quantity pieces, negative for a return
 * @param unitPrice price of one piece, zero or negative for corrections
 */
public record PurchaseLine(
        @Nullable String customer, String invoice, Instant at, BigDecimal quantity, BigDecimal unitPrice) {

    /** More digits than any price or quantity has; keeps 1E+999999999 from being written out. */
    private static final int DIGITS = 30;

    /**
     * What the row adds to its invoice, exactly; empty if the cleaning rules leave the row out of RFM: unknown
     * customer, quantity or price not above 0, or a number of more than 30 digits before or after the point.
     */
    public Optional<BigDecimal> amount() {
        boolean counts = customer != null
                && quantity.signum() > 0
                && unitPrice.signum() > 0
                && writable(quantity)
                && writable(unitPrice);
        return counts ? Optional.of(quantity.multiply(unitPrice)) : Optional.empty();
    }

    private static boolean writable(BigDecimal number) {
        long digitsBefore = (long) number.precision() - number.scale();
        return digitsBefore <= DIGITS && number.scale() <= DIGITS;
    }
}
