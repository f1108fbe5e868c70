package io.nextbest.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The customers of a running stack, read from its log. */
final class Customers {

    private static final Pattern CUSTOMER = Pattern.compile("\"customer_id\":\"([^\"]+)\"");
    private static final int PAGE = 10_000;

    private Customers() {}

    /** Every customer with a purchase, in order of id. */
    static List<String> of(StackProcesses stack) throws IOException, InterruptedException {
        var customers = new TreeSet<String>();
        long after = 0;
        while (true) {
            String page = stack.call(
                    "orchestrator", "GET", "/v1/events?kinds=purchase&limit=" + PAGE + "&after=" + after, "");
            var found = CUSTOMER.matcher(page);
            while (found.find()) {
                customers.add(found.group(1));
            }
            long next = Bench.number(page, "next");
            if (next <= after) {
                return new ArrayList<>(customers);
            }
            after = next;
        }
    }
}
