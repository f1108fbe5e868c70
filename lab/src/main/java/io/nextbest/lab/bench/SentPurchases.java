package io.nextbest.lab.bench;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Purchases of made-up customers, "0" and on, in 2011.
 *
 * @param invoices at most, of a customer
 */
record SentPurchases(int customers, int invoices, long seed) {

    private static final int EVENTS_PER_CALL = 500;

    /** Sends them to the stack's log. */
    void send(StackProcesses stack) throws IOException, InterruptedException {
        var random = new SplittableRandom(seed);
        List<String> events = new ArrayList<>();
        for (int customer = 0; customer < customers; customer++) {
            int own = 1 + random.nextInt(invoices);
            for (int i = 0; i < own; i++) {
                int day = random.nextInt(365);
                events.add(String.format(
                        Locale.ROOT,
                        """
                        {"kind":"purchase","event_id":"%1$d-%2$d","customer_id":"%1$d","at":"%3$sT12:00:00Z",\
                        "invoice":"%1$d-%2$d","quantity":1,"unit_price":%4$.2f,"currency":"GBP"}""",
                        customer,
                        i,
                        LocalDate.of(2011, 1, 1).plusDays(day),
                        Math.exp(1 + 5 * random.nextDouble())));
                if (events.size() == EVENTS_PER_CALL) {
                    append(stack, events);
                }
            }
        }
        append(stack, events);
    }

    private static void append(StackProcesses stack, List<String> events) throws IOException, InterruptedException {
        if (!events.isEmpty()) {
            String ignored = stack.call("orchestrator", "POST", "/v1/events", "[" + String.join(",", events) + "]");
            events.clear();
        }
    }
}
