package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;

import io.nextbest.contracts.event.Event;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Customers who differ in how often they come back, how long ago and for how much, from one seed. */
final class ValueShop {

    static final LocalDate LAST = LocalDate.parse("2011-12-09");
    private static final LocalDate FIRST = LocalDate.parse("2010-12-09");

    private ValueShop() {}

    /** @param spent amounts by day, one invoice each */
    record Shopper(String id, TreeMap<LocalDate, Double> spent) {

        List<Event.Purchase> purchases() {
            List<Event.Purchase> purchases = new ArrayList<>();
            spent.forEach((day, amount) ->
                    purchases.add(purchase(id, id + "-" + day, noon(day), BigDecimal.ONE, BigDecimal.valueOf(amount))));
            return purchases;
        }
    }

    static Instant noon(LocalDate day) {
        return day.atTime(12, 0).atZone(OnlineRetail.SHOP).toInstant();
    }

    static List<Shopper> shoppers(int count) {
        var random = new SplittableRandom(7);
        List<Shopper> shoppers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double gap = Math.exp(2 + 3 * random.nextDouble()); // 7 to 150 days
            double leaves = 0.02 + 0.3 * random.nextDouble();
            double basket = Math.exp(2.5 + 3.5 * random.nextDouble());
            var spent = new TreeMap<LocalDate, Double>();
            LocalDate day = FIRST.plusDays(random.nextInt(300));
            do {
                double amount = basket * (0.5 + random.nextDouble());
                spent.put(
                        day,
                        BigDecimal.valueOf(amount)
                                .setScale(2, RoundingMode.HALF_UP)
                                .doubleValue());
                day = day.plusDays(1 + Math.round(-gap * Math.log(1 - random.nextDouble())));
            } while (!day.isAfter(LAST) && random.nextDouble() > leaves);
            shoppers.add(new Shopper("s" + (1000 + i), spent));
        }
        var last = new TreeMap<LocalDate, Double>();
        last.put(LAST.minus(200, ChronoUnit.DAYS), 30.0);
        last.put(LAST, 45.5);
        shoppers.add(new Shopper("last", last));
        return shoppers;
    }
}
