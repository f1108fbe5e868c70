package io.nextbest.cli.transactions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file.
 *
 * @param rows rows below the header
 * @param events what they became: one a row, two for a profile
 * @param accepted events stored now
 * @param duplicates events that the log held before
 * @param rejected rows refused
 * @param leftOut by class, what the cleaning rules leave out; null where the rows are no purchases
 * @param firstRejected the first refusals in words
 * @param rejectedList all of them, null if there is none
 * @param seconds wall time
 */
public record ImportReport(
        long rows,
        long events,
        long accepted,
        long duplicates,
        long rejected,
        LeftOut.@Nullable Counts leftOut,
        List<String> firstRejected,
        @Nullable Path rejectedList,
        double seconds) {

    public ImportReport {
        firstRejected = List.copyOf(firstRejected);
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%,d rows read in %.1f s (%,.0f rows/s): %,d events accepted, %,d duplicates, %,d rows rejected"
                .formatted(rows, seconds, rows / Math.max(seconds, 1e-3), accepted, duplicates, rejected));
        if (leftOut != null) {
            lines.add("All rows are in the log. Left out of recency, frequency and monetary value, "
                    + "first rule that hits:");
            lines.add("  %,9d  no customer id".formatted(leftOut.noCustomer()));
            lines.add("  %,9d  quantity 0 or less (returns)".formatted(leftOut.noQuantity()));
            lines.add("  %,9d  unit price 0 or less".formatted(leftOut.noPrice()));
            lines.add("  %,9d  kept, of %,d customers".formatted(leftOut.kept(), leftOut.customers()));
            lines.add("Exact repeats of an earlier row, imported too: %,d".formatted(leftOut.repeated()));
        }
        if (rejected > 0) {
            lines.add("Rejected%s:"
                    .formatted(
                            rejected > firstRejected.size() ? ", the first %d".formatted(firstRejected.size()) : ""));
            firstRejected.forEach(line -> lines.add("  " + line));
            Optional.ofNullable(rejectedList).ifPresent(list -> lines.add("Full list: " + list));
        }
        return lines;
    }

    /** For programs: names and values in this order. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("rows", rows);
        members.put("events", events);
        members.put("accepted", accepted);
        members.put("duplicates", duplicates);
        members.put("rejected", rejected);
        if (leftOut != null) {
            members.put("no_customer", leftOut.noCustomer());
            members.put("quantity_not_positive", leftOut.noQuantity());
            members.put("unit_price_not_positive", leftOut.noPrice());
            members.put("kept", leftOut.kept());
            members.put("kept_customers", (long) leftOut.customers());
            members.put("repeated", leftOut.repeated());
        }
        members.put("first_rejected", firstRejected);
        if (rejectedList != null) {
            members.put("rejected_list", rejectedList.toString());
        }
        members.put("seconds", Math.round(seconds * 1000) / 1000.0);
        return members;
    }
}
