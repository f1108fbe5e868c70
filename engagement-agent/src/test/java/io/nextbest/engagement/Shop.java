package io.nextbest.engagement;

import io.nextbest.contracts.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A made-up shop whose customers' habits are known. */
final class Shop {

    private Shop() {}

    static Event.Purchase purchase(String eventId, @Nullable String customerId, Instant at, String invoice) {
        return row(eventId, customerId, at, invoice, "2", "1.25");
    }

    static Event.Purchase row(
            String eventId, @Nullable String customerId, Instant at, String invoice, String quantity, String price) {
        return new Event.Purchase(
                eventId,
                customerId,
                at,
                invoice,
                "85123A",
                null,
                new BigDecimal(quantity),
                new BigDecimal(price),
                "GBP",
                "United Kingdom");
    }

    static Event.Interaction visit(String eventId, String customerId, Instant at) {
        return new Event.Interaction(eventId, customerId, at, "visit", null, null, null);
    }

    static Event.ProfileChange profile(String eventId, String customerId, Map<String, String> attributes) {
        return new Event.ProfileChange(eventId, customerId, FixedClock.NOW, attributes);
    }

    /** 100 regulars who buy every ten days up to yesterday, and 100 who bought once or twice a year ago. */
    static List<Event> regularsAndLapsed() {
        var random = new SplittableRandom(4);
        var events = new ArrayList<Event>();
        for (int i = 0; i < 100; i++) {
            for (int day = 1; day < 360; day += 10) {
                add(events, "regular" + i, day, random);
            }
            for (int day = 330; day < 330 + 30 * (1 + i % 2); day += 30) {
                add(events, "lapsed" + i, day, random);
            }
        }
        return events;
    }

    private static void add(List<Event> events, String customerId, int daysAgo, SplittableRandom random) {
        Instant at = FixedClock.NOW.minus(Duration.ofDays(daysAgo)).minusSeconds(random.nextLong(3_600));
        String invoice = "i" + events.size();
        events.add(purchase("e" + events.size(), customerId, at, invoice));
        events.add(purchase("e" + events.size(), customerId, at, invoice));
    }
}
