package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;

import io.nextbest.contracts.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A made-up shop: everybody begins within its first 300 days, and buys on at a pace and a price of one's own. */
final class TwoYearShop {

    static final Instant OPENED = Instant.parse("2010-01-01T10:00:00Z");
    static final int DAYS = 729; // to 2011-12-31
    static final int CUSTOMERS = 900;

    private TwoYearShop() {}

    static List<Event.Purchase> purchases() {
        var random = new SplittableRandom(7);
        List<Event.Purchase> purchases = new ArrayList<>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            double pace = Math.exp(3 + 1.5 * random.nextDouble()); // mean days between purchases
            double price = Math.exp(2 + 3 * random.nextDouble());
            double day = 300 * random.nextDouble();
            for (int invoice = 0; day <= DAYS; invoice++) {
                purchases.add(bought("c" + customer, customer + "-" + invoice, (int) day, price));
                day += 1 - pace * Math.log(1 - random.nextDouble());
            }
        }
        purchases.add(bought("c0", "0-last", DAYS, 10));
        return purchases;
    }

    static Event.Purchase bought(String customer, String invoice, int day, double price) {
        return purchase(
                customer,
                invoice,
                OPENED.plus(Duration.ofDays(day)),
                BigDecimal.ONE,
                BigDecimal.valueOf(Math.round(100 * price), 2));
    }
}
