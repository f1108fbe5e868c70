package io.nextbest.models.segmentation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The figures of every customer at one moment of reference, ordered by customer, so that the same purchases always give
 * the same table and the same model. Immutable.
 *
 * <p>Source: see {@link Purchases}.
 *
 * @param reference the moment from which recency counts back
 * @param rows one row per customer, ordered by {@link String#compareTo}
 */
public record RfmTable(Instant reference, List<Row> rows) {

    /** @param customer the shop's number of the customer */
    public record Row(String customer, RfmFigures figures) {}

    public RfmTable {
        rows = rows.stream().sorted(Comparator.comparing(Row::customer)).toList();
    }

    /**
     * The table for training: its reference is one day after the last purchase of all.
     *
     * @param purchases one entry per customer
     * @param zone where the shop's clock hangs
     * @return empty if there are no purchases
     */
    public static Optional<RfmTable> of(List<Purchases> purchases, ZoneId zone) {
        return purchases.stream()
                .map(Purchases::lastAt)
                .max(Comparator.naturalOrder())
                .map(last -> dayAfter(last, zone))
                .map(reference -> new RfmTable(
                        reference,
                        purchases.stream()
                                .map(bought -> new Row(bought.customer(), bought.figures(reference, zone)))
                                .toList()));
    }

    /** The moment at which the shop's clock shows the same time one day later. */
    public static Instant dayAfter(Instant last, ZoneId zone) {
        return last.atZone(zone).plusDays(1).toInstant();
    }

    /** Sums invoice rows up per customer, leaving out what {@link PurchaseLine#amount} leaves out; in no order. */
    public static List<Purchases> sum(Iterable<PurchaseLine> lines) {
        Map<String, Running> byCustomer = new HashMap<>();
        for (PurchaseLine line : lines) {
            String customer = line.customer();
            Optional<BigDecimal> amount = line.amount();
            if (customer != null && amount.isPresent()) {
                byCustomer.computeIfAbsent(customer, key -> new Running()).add(line, amount.get());
            }
        }
        List<Purchases> purchases = new ArrayList<>(byCustomer.size());
        byCustomer.forEach((customer, running) ->
                purchases.add(new Purchases(customer, running.lastAt, running.invoices.size(), running.amount)));
        return purchases;
    }

    /** The figures as rows of recency, frequency, monetary; a new array. */
    double[][] toMatrix() {
        return rows.stream().map(row -> row.figures().toVector()).toArray(double[][]::new);
    }

    private static final class Running {
        private Instant lastAt = Instant.MIN;
        private BigDecimal amount = BigDecimal.ZERO;
        private final Set<String> invoices = new HashSet<>();

        void add(PurchaseLine line, BigDecimal lineAmount) {
            lastAt = line.at().isAfter(lastAt) ? line.at() : lastAt;
            amount = amount.add(lineAmount);
            invoices.add(line.invoice());
        }
    }
}
