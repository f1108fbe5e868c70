package io.nextbest.engagement;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The agent's tables: invoices, last visits, summaries of older systems. */
@Singleton
class EngagementStore {

    private final Database database;

    EngagementStore(Database database) {
        this.database = database;
    }

    /** An invoice of a customer. */
    record InvoiceKey(String customerId, String invoice) {}

    /** What an older system says; null where it says nothing. */
    record Summary(@Nullable LocalDate lastActive, @Nullable Integer purchases) {}

    /**
     * @param at last purchase, or else last activity
     * @param purchases invoices, 0 for one who only visited
     */
    record LastSeen(Instant at, int purchases) {}

    /**
     * A customer at the cut and what followed.
     *
     * @param recencyDays days from the last purchase before the cut to the cut
     * @param purchases invoices up to the cut
     * @param bought whether an invoice followed within the horizon
     */
    record History(double recencyDays, int purchases, boolean bought) {}

    /** @param from first purchase on record, null if there is none */
    record Span(@Nullable Instant from, @Nullable Instant to) {}

    /** @param active customers seen since the given time, of those known */
    record Activity(long active, long known) {}

    void addInvoices(Handle handle, Map<InvoiceKey, Instant> invoices) {
        handle.createUpdate("""
                        INSERT INTO engagement.invoice (customer_id, invoice, at)
                        SELECT customer_id, invoice, CAST(at AS timestamptz)
                          FROM unnest(:customers, :invoices, :ats) AS page (customer_id, invoice, at)
                            ON CONFLICT (customer_id, invoice)
                            DO UPDATE SET at = excluded.at
                         WHERE excluded.at < engagement.invoice.at
                        """)
                .bindArray(
                        "customers",
                        String.class,
                        invoices.keySet().stream().map(InvoiceKey::customerId).toList())
                .bindArray(
                        "invoices",
                        String.class,
                        invoices.keySet().stream().map(InvoiceKey::invoice).toList())
                .bindArray(
                        "ats",
                        String.class,
                        invoices.values().stream().map(Instant::toString).toList())
                .execute();
    }

    void addVisits(Handle handle, Map<String, Instant> visits) {
        handle.createUpdate("""
                        INSERT INTO engagement.visit (customer_id, at)
                        SELECT customer_id, CAST(at AS timestamptz)
                          FROM unnest(:customers, :ats) AS page (customer_id, at)
                            ON CONFLICT (customer_id)
                            DO UPDATE SET at = excluded.at
                         WHERE excluded.at > engagement.visit.at
                        """)
                .bindArray("customers", String.class, List.copyOf(visits.keySet()))
                .bindArray(
                        "ats",
                        String.class,
                        visits.keySet().stream()
                                .map(id -> String.valueOf(visits.get(id)))
                                .toList())
                .execute();
    }

    void mergeSummary(Handle handle, String customerId, Summary summary) {
        handle.createUpdate("""
                        INSERT INTO engagement.summary (customer_id, last_active, purchases)
                        VALUES (:customerId, :lastActive, :purchases)
                            ON CONFLICT (customer_id)
                            DO UPDATE SET last_active = coalesce(excluded.last_active, engagement.summary.last_active),
                                          purchases = coalesce(excluded.purchases, engagement.summary.purchases)
                        """)
                .bind("customerId", customerId)
                .bind("lastActive", summary.lastActive())
                .bind("purchases", summary.purchases())
                .execute();
    }

    void wipe(Handle handle) {
        handle.execute("DELETE FROM engagement.invoice");
        handle.execute("DELETE FROM engagement.visit");
        handle.execute("DELETE FROM engagement.summary");
    }

    /** Empty if the log says nothing of the customer that bears on buying. */
    Optional<LastSeen> findLastSeen(String customerId) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT at, purchases
                          FROM (SELECT 1 AS rank, max(at) AS at, CAST(count(*) AS int) AS purchases
                                  FROM engagement.invoice WHERE customer_id = :customerId
                                UNION ALL
                                SELECT 2, last_active AT TIME ZONE 'UTC', purchases
                                  FROM engagement.summary
                                 WHERE customer_id = :customerId AND purchases IS NOT NULL
                                UNION ALL
                                SELECT 3, at, 0 FROM engagement.visit WHERE customer_id = :customerId) AS source
                         WHERE at IS NOT NULL
                         ORDER BY rank
                         LIMIT 1
                        """)
                        .bind("customerId", customerId)
                        .map((row, context) ->
                                new LastSeen(row.getTimestamp("at").toInstant(), row.getInt("purchases")))
                        .findOne());
    }

    Span span() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT min(at) AS first, max(at) AS last FROM engagement.invoice")
                        .map((row, context) ->
                                new Span(instant(row.getTimestamp("first")), instant(row.getTimestamp("last"))))
                        .one());
    }

    /** One entry per customer with an invoice up to the cut, in the order of their ids; bought counts (cut, end]. */
    List<History> listHistories(Instant cut, Instant end) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT CAST(extract(epoch FROM CAST(:cut AS timestamptz) - max(at) FILTER (WHERE at <= :cut))
                                    AS double precision) / 86400               AS recency_days,
                               CAST(count(*) FILTER (WHERE at <= :cut) AS int)                 AS purchases,
                               bool_or(at > :cut AND at <= :end) AS bought
                          FROM engagement.invoice
                         GROUP BY customer_id
                        HAVING min(at) <= :cut
                         ORDER BY customer_id COLLATE "C"
                        """)
                        .bind("cut", cut)
                        .bind("end", end)
                        .map((row, context) -> new History(
                                row.getDouble("recency_days"), row.getInt("purchases"), row.getBoolean("bought")))
                        .list());
    }

    /** How many of the known customers bought, visited or were otherwise active after this time. */
    Activity activitySince(Instant since) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FILTER (WHERE at > :since) AS active, count(*) AS known
                          FROM (SELECT customer_id, max(at) AS at
                                  FROM (SELECT customer_id, at FROM engagement.invoice
                                        UNION ALL
                                        SELECT customer_id, at FROM engagement.visit
                                        UNION ALL
                                        SELECT customer_id, last_active AT TIME ZONE 'UTC'
                                          FROM engagement.summary
                                         WHERE last_active IS NOT NULL) AS seen
                                 GROUP BY customer_id) AS customer
                        """)
                        .bind("since", since)
                        .map((row, context) -> new Activity(row.getLong("active"), row.getLong("known")))
                        .one());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
