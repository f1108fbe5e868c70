package io.nextbest.lab.segmentation;

import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table as it was at a moment, from purchases before it only, and what was spent after it. */
final class Cut {

    private Cut() {}

    /** The moment one day after the last purchase. */
    static LocalDateTime end(List<RetailRow> rows) {
        return rows.stream()
                .filter(RetailRow::purchase)
                .map(RetailRow::at)
                .max(Comparator.naturalOrder())
                .orElse(LocalDateTime.MIN)
                .plusDays(1);
    }

    static RfmTable at(List<RetailRow> rows, LocalDateTime reference) {
        Map<String, LocalDateTime> last = new HashMap<>();
        Map<String, Set<String>> invoices = new HashMap<>();
        Map<String, Double> spent = spent(rows, LocalDateTime.MIN, reference);
        for (RetailRow row : rows) {
            if (row.purchase() && row.at().isBefore(reference)) {
                last.merge(row.customer(), row.at(), (one, other) -> one.isAfter(other) ? one : other);
                invoices.computeIfAbsent(row.customer(), key -> new HashSet<>()).add(row.invoice());
            }
        }
        List<RfmTable.Row> table = new ArrayList<>();
        last.forEach((customer, at) -> table.add(new RfmTable.Row(
                customer,
                new RfmFigures(
                        Duration.between(at, reference).toDays(),
                        invoices.getOrDefault(customer, Set.of()).size(),
                        spent.getOrDefault(customer, 0.0)))));
        return new RfmTable(reference.toInstant(ZoneOffset.UTC), table);
    }

    /** By customer, what was bought from a moment until before another. */
    static Map<String, Double> spent(List<RetailRow> rows, LocalDateTime from, LocalDateTime until) {
        Map<String, Double> spent = new HashMap<>();
        for (RetailRow row : rows) {
            if (row.purchase() && !row.at().isBefore(from) && row.at().isBefore(until)) {
                spent.merge(row.customer(), row.amount(), Double::sum);
            }
        }
        return spent;
    }
}
