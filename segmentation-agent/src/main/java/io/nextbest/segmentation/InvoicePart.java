package io.nextbest.segmentation;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Rows of one invoice of one customer, added up.
 *
 * @param firstAt moment of the earliest of the rows
 * @param lastAt moment of the latest
 * @param amount exact sum of quantity times price, above 0
 */
record InvoicePart(Key key, Instant firstAt, Instant lastAt, BigDecimal amount) {

    record Key(String customer, String invoice) {}

    InvoicePart plus(InvoicePart other) {
        return new InvoicePart(
                key,
                firstAt.isBefore(other.firstAt) ? firstAt : other.firstAt,
                lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt,
                amount.add(other.amount));
    }
}
