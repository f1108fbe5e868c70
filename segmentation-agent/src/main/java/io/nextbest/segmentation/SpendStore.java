package io.nextbest.segmentation;

import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.value.History;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * What customers spent by day, from their invoices. An invoice counts on the day it was begun, by the shop's clock: the
 * JDK's time zones, as everywhere else, and not the database's.
 */
@Singleton
class SpendStore {

    private static final int FETCHED = 10_000;

    private final Jdbi jdbi;
    private final ZoneId zone;

    SpendStore(Database database, SegmentationConfiguration configuration) {
        this.jdbi = database.jdbi();
        this.zone = configuration.timeZone();
    }

    /**
     * Histories of those of these customers who have a kept invoice row, by customer.
     *
     * @param day as seen from which they are told, or from the customer's last if that is later
     */
    Map<String, History> findHistories(Collection<String> customers, LocalDate day) {
        List<String> asked = List.copyOf(new LinkedHashSet<>(customers));
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT asked.place, invoice.first_at, invoice.amount
                          FROM unnest(cast(:customers AS text[])) WITH ORDINALITY AS asked (customer, place)
                          JOIN segmentation.invoice AS invoice ON invoice.customer = asked.customer
                        """)
                .bindArray("customers", String.class, asked)
                .scanResultSet((rows, context) -> {
                    SpendByDay[] spent = new SpendByDay[asked.size()];
                    ResultSet row = rows.get();
                    while (row.next()) {
                        int place = row.getInt(1) - 1;
                        SpendByDay known = spent[place];
                        if (known == null) {
                            known = new SpendByDay();
                            spent[place] = known;
                        }
                        known.add(day(row, 2), row.getBigDecimal(3));
                    }
                    Map<String, History> found = HashMap.newHashMap(spent.length);
                    for (int i = 0; i < spent.length; i++) {
                        SpendByDay known = spent[i];
                        if (known != null) {
                            found.put(asked.get(i), known.history(asked.get(i), day));
                        }
                    }
                    return found;
                }));
    }

    /**
     * Everybody's histories, in no order; only one customer's days are held at a time.
     *
     * @param upTo no invoice that counts was begun later
     * @param day as seen from which they are told, or from the customer's last if that is later
     */
    List<History> listHistories(Instant upTo, LocalDate day) {
        return jdbi.inTransaction(handle -> listHistories(handle, upTo, day));
    }

    private List<History> listHistories(Handle handle, Instant upTo, LocalDate day) {
        Query query = handle.createQuery("""
                        SELECT customer, first_at, amount
                          FROM segmentation.invoice
                         WHERE first_at <= :upTo
                         ORDER BY customer
                        """).bind("upTo", upTo).setFetchSize(FETCHED);
        return query.scanResultSet((rows, context) -> {
            List<History> histories = new ArrayList<>();
            ResultSet row = rows.get();
            String customer = "";
            SpendByDay own = new SpendByDay();
            while (row.next()) {
                String next = row.getString(1);
                if (!next.equals(customer)) {
                    if (!own.isEmpty()) {
                        histories.add(own.history(customer, day));
                    }
                    customer = next;
                    own = new SpendByDay();
                }
                own.add(day(row, 2), row.getBigDecimal(3));
            }
            if (!own.isEmpty()) {
                histories.add(own.history(customer, day));
            }
            return histories;
        });
    }

    /**
     * All that a training learns from, of the same customers and the same purchases.
     *
     * @param extent how far the record reached
     * @param histories one per row of the table, as seen from the table's reference
     */
    record Snapshot(RfmTable table, SegmentationStore.Extent extent, List<History> histories) {}

    /** The whole record as of one moment, whoever buys meanwhile; empty if nobody bought anything. */
    Optional<Snapshot> findSnapshot() {
        return jdbi.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ,
                handle -> RfmTable.of(SegmentationStore.listPurchases(handle), zone)
                        .map(table -> new Snapshot(
                                table,
                                SegmentationStore.findExtent(handle).orElseThrow(),
                                listHistories(
                                        handle,
                                        table.reference(),
                                        table.reference().atZone(zone).toLocalDate()))));
    }

    private LocalDate day(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class)
                .atZoneSameInstant(zone)
                .toLocalDate();
    }
}
