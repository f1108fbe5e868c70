package io.nextbest.models.segmentation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * All that a customer's kept invoice rows come to.
 *
 * <p>Source: the older segmentation service: recency in whole days, frequency in distinct invoices, money as the exact
 * sum of quantity times price; see also Fader, Hardie and Lee, "RFM and CLV", Journal of Marketing Research 42(4),
 * 2005.
 *
 * @param customer the shop's number of the customer
 * @param lastAt moment of the last kept row
 * @param invoices distinct invoices, at least 1
 * @param amount money spent, exact
 */
public record Purchases(String customer, Instant lastAt, long invoices, BigDecimal amount) {

    /**
     * The figures as seen from a moment of reference. Recency counts the whole 24-hour days between what a clock on the
     * shop's wall showed then and shows now: the hour that summer time adds or takes is not the customer's.
     *
     * @param reference at or after the last purchase
     * @param zone where the shop's clock hangs
     * @throws IllegalArgumentException if the reference lies before the last purchase
     */
    public RfmFigures figures(Instant reference, ZoneId zone) {
        if (reference.isBefore(lastAt)) {
            throw new IllegalArgumentException("the reference " + reference + " lies before the last purchase");
        }
        Duration since =
                Duration.between(LocalDateTime.ofInstant(lastAt, zone), LocalDateTime.ofInstant(reference, zone));
        return new RfmFigures(since.toDays(), invoices, amount.doubleValue());
    }
}
