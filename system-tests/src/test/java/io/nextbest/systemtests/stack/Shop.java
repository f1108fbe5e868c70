package io.nextbest.systemtests.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** A year of purchases of a small invented shop, the same in every run, and the e-mail consents of its customers. */
final class Shop {

    /** When the story ends: the services' clock starts here. */
    static final Instant TODAY = Instant.parse("2011-12-10T12:50:00Z");

    private static final int CUSTOMERS = 200;
    private static final int FIRST_CUSTOMER = 12_300; // so that the README's customer 12347 is one of them

    private final SplittableRandom random = new SplittableRandom(20_111_210);
    private final List<String> events = new ArrayList<>();

    private Shop() {}

    /** All events, each a JSON object, in the order in which they happened to be sent. */
    static List<String> events() {
        var shop = new Shop();
        for (int number = 0; number < CUSTOMERS; number++) {
            shop.liveThrough(FIRST_CUSTOMER + number);
        }
        return List.copyOf(shop.events);
    }

    static List<String> customers() {
        var customers = new ArrayList<String>();
        for (int number = 0; number < CUSTOMERS; number++) {
            customers.add(Integer.toString(FIRST_CUSTOMER + number));
        }
        return customers;
    }

    /** 600 more events of one week, of kinds that every agent reads; another name makes other events of them. */
    static List<String> backlog(String name, String contentId) {
        var backlog = new ArrayList<String>();
        for (int number = 0; number < 300; number++) {
            String customer = Integer.toString(FIRST_CUSTOMER + number % CUSTOMERS);
            Instant at = TODAY.minus(Duration.ofMinutes(60 + 30L * number));
            backlog.add("""
                    {"kind":"purchase","event_id":"late-%1$s-%2$d","customer_id":"%3$s","at":"%4$s",\
                    "invoice":"L-%1$s-%2$d","item":"P1","quantity":2,"unit_price":1.25,"currency":"GBP"}""".formatted(name, number, customer, at));
            backlog.add("""
                    {"kind":"interaction","event_id":"seen-%1$s-%2$d","customer_id":"%3$s","at":"%4$s",\
                    "type":"open","channel":"email","content_id":"%5$s","decision_id":"seen-%1$s-%2$d"}""".formatted(name, number, customer, at, contentId));
        }
        return List.copyOf(backlog);
    }

    /** Customers differ in how often they come, how much they take, and when they fell silent. */
    private void liveThrough(int customer) {
        int visits = 1 + (int) Math.min(40, -6 * Math.log(1 - random.nextDouble()));
        int size = 1 + random.nextInt(30);
        int silentFor = random.nextInt(4) == 0 ? random.nextInt(250) : random.nextInt(30);
        int hour = 8 + random.nextInt(10);
        for (int visit = 0; visit < visits; visit++) {
            int daysAgo = Math.min(372, silentFor + 1 + random.nextInt(340));
            Instant at = TODAY.minus(Duration.ofDays(daysAgo))
                    .plus(Duration.ofMinutes(60L * (hour - 13) + random.nextInt(90)));
            String invoice = customer + "-" + visit;
            int rows = 1 + random.nextInt(4);
            for (int row = 0; row < rows; row++) {
                events.add(purchase(customer, invoice, row, at, 1 + random.nextInt(size)));
            }
            if (random.nextInt(12) == 0) {
                events.add(purchase(customer, "C" + invoice, 0, at.plus(Duration.ofHours(30)), -1));
            }
        }
        events.add(consent(customer, customer % 10 != 0));
    }

    private String purchase(int customer, String invoice, int row, Instant at, int quantity) {
        return String.format(
                Locale.ROOT,
                """
                {"kind":"purchase","event_id":"shop-%s-%d","customer_id":"%d","at":"%s","invoice":"%s","item":"P%d",\
                "description":"Article","quantity":%d,"unit_price":%.2f,"currency":"GBP","country":"United Kingdom"}""",
                invoice,
                row,
                customer,
                at,
                invoice,
                random.nextInt(300),
                quantity,
                0.5 + random.nextInt(1000) / 100.0);
    }

    private static String consent(int customer, boolean granted) {
        return """
                {"kind":"consent_change","event_id":"shop-consent-%d","customer_id":"%d","at":"2010-12-01T08:00:00Z",\
                "purpose":"marketing","channel":"email","granted":%b,"source":"synthetic-demo"}""".formatted(customer, customer, granted);
    }
}
