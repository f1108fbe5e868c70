package io.nextbest.models.value;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;

/**
 * What a customer did until the day of reference, in the figures that the models of value need. Times are in weeks.
 *
 * <p>Source: the sufficient statistics (x, t_x, T) of Fader, Hardie and Lee, "Counting Your Customers the Easy Way",
 * Marketing Science 24(2), 2005; days with purchases and not invoices are counted, as in their CDNOW data.
 *
 * @param customer the shop's number of the customer
 * @param purchases x, days with a purchase after the first, at least 0
 * @param lastAfter t_x, weeks from the first to the last purchase; 0 exactly where purchases is 0
 * @param observed T, weeks from the first purchase to the reference, at least t_x
 * @param meanBasket what a day with purchases typically brings, in the shop's currency, 1e-6 to 1e15
 */
public record History(String customer, long purchases, double lastAfter, double observed, double meanBasket) {

    private static final double DAYS = 7;
    private static final double SMALLEST = 1e-6;
    private static final double LARGEST = 1e15;

    /** @throws IllegalArgumentException if a figure is outside its range or no number */
    public History {
        require(purchases >= 0, "purchases must not be negative");
        require(Double.isFinite(lastAfter) && lastAfter >= 0, "the last purchase must not lie before the first");
        require(Double.isFinite(observed) && observed >= lastAfter, "the reference lies before the last purchase");
        require(
                (purchases == 0) == (lastAfter == 0),
                "the last purchase lies after the first exactly if there is a repeat purchase");
        require(meanBasket >= SMALLEST && meanBasket <= LARGEST, "the mean basket must be above 0 and no fortune");
    }

    /**
     * From the days on which the customer bought. The mean basket is exp(mean of log(1 + amount)) - 1, which one large
     * order does not carry away.
     *
     * @param spentByDay amount per day with a purchase, above 0; none lies at or after the reference's end
     * @param reference the day as seen from which the history is told
     * @throws IllegalArgumentException without days, for an amount not above 0, or for a day after the reference
     */
    public static History of(String customer, SortedMap<LocalDate, Double> spentByDay, LocalDate reference) {
        require(!spentByDay.isEmpty(), "a customer without a purchase has no history");
        double logs = 0;
        for (double amount : spentByDay.values()) {
            require(Double.isFinite(amount) && amount > 0, "a day's amount must be above 0");
            logs += Math.log1p(amount);
        }
        LocalDate first = spentByDay.firstKey();
        return new History(
                customer,
                spentByDay.size() - 1L,
                ChronoUnit.DAYS.between(first, spentByDay.lastKey()) / DAYS,
                ChronoUnit.DAYS.between(first, reference) / DAYS,
                Math.expm1(logs / spentByDay.size()));
    }

    /** The same customer after purchases more, made at the reference, at the earliest a day after the first. */
    History bought(int more) {
        double now = Math.max(observed, 1 / DAYS);
        return new History(customer, purchases + more, now, now, meanBasket);
    }

    /** The same customer with another mean basket. */
    History spending(double basket) {
        return new History(customer, purchases, lastAfter, observed, Math.clamp(basket, SMALLEST, LARGEST));
    }

    /** The same customer after further weeks without a purchase. */
    History silent(double weeks) {
        return new History(customer, purchases, lastAfter, observed + weeks, meanBasket);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
