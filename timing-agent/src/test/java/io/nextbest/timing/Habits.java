package io.nextbest.timing;

import io.nextbest.contracts.event.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Customers whose hours are known: customer i of 60 buys thirty times at hour 8 + i mod 12, winter time in London. */
final class Habits {

    private Habits() {}

    static List<Event> events() {
        var events = new ArrayList<Event>();
        for (int day = 1; day <= 30; day++) {
            for (int i = 0; i < 60; i++) {
                Instant at = instant(day, 8 + i % 12);
                String invoice = "i%d-%d".formatted(i, day);
                events.add(row("e" + events.size(), "c" + i, at, invoice, "3"));
                events.add(row("e" + events.size(), "c" + i, at.plusSeconds(60), invoice, "1"));
            }
        }
        for (int day = 1; day <= 5; day++) {
            events.add(row("t" + day, "tokyo", instant(day, 1), "t" + day, "1"));
        }
        events.add(profile("z1", "tokyo", "Asia/Tokyo"));
        events.add(profile("z2", "bad-zone", "Nowhere/Land"));
        events.add(row("b1", "bad-zone", instant(1, 1), "b1", "1"));
        for (int click = 0; click < 10; click++) {
            events.add(click("k" + click, instant(3, 9).plus(Duration.ofMinutes(click))));
        }
        events.add(click("k10", instant(4, 9)));
        events.add(row("r1", "returner", instant(1, 9), "C1", "-1"));
        return events;
    }

    private static Instant instant(int day, int hour) {
        return LocalDate.of(2011, 11, day).atTime(hour, 5).toInstant(ZoneOffset.UTC);
    }

    static Event.Purchase row(
            String eventId, @Nullable String customerId, Instant at, String invoice, String quantity) {
        return new Event.Purchase(
                eventId, customerId, at, invoice, null, null, new BigDecimal(quantity), BigDecimal.TEN, "GBP", null);
    }

    private static Event.ProfileChange profile(String eventId, String customerId, String zone) {
        return new Event.ProfileChange(eventId, customerId, instant(30, 23), Map.of("time_zone", zone));
    }

    private static Event.Interaction click(String eventId, Instant at) {
        return new Event.Interaction(eventId, "clicker", at, "click", "email", null, null);
    }
}
