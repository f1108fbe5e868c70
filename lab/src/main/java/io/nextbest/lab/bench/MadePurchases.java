package io.nextbest.lab.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SplittableRandom;

/**
 * Writes a CSV of purchases by as many customers as wanted, by the columns of this product's own purchases: bought once
 * long ago, a few times, often, or often and lately, a quarter of the customers each. The same seed gives the same.
 */
final class MadePurchases {

    private static final LocalDateTime START = LocalDateTime.of(2011, 1, 1, 8, 0);
    private static final int[] MOST_INVOICES = {1, 3, 6, 14};
    private static final int[] DAYS_BACK = {365, 200, 90, 20};
    private static final int DAYS = 365;

    private MadePurchases() {}

    /** How many rows were written. */
    static long write(Path file, int customers, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        long rows = 0;
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("invoice,at,quantity,unit_price,customer_id\n");
            for (int customer = 0; customer < customers; customer++) {
                int kind = customer % MOST_INVOICES.length;
                int invoices = 1 + random.nextInt(MOST_INVOICES[kind]);
                for (int invoice = 0; invoice < invoices; invoice++) {
                    LocalDateTime at = START.plusDays(DAYS - random.nextInt(DAYS_BACK[kind]))
                            .plusMinutes(random.nextInt(600));
                    int cents = 100 + random.nextInt(5_000) * (kind + 1);
                    out.write(rows + "," + at + "," + (1 + random.nextInt(9)) + "," + cents / 100 + "."
                            + cents / 10 % 10 + cents % 10 + "," + (10_000_000 + customer) + "\n");
                    rows++;
                }
            }
        }
        return rows;
    }
}
