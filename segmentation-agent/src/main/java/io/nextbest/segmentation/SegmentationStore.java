package io.nextbest.segmentation;

import io.nextbest.models.segmentation.Purchases;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** All SQL of the agent. */
@Singleton
class SegmentationStore {

    private final Jdbi jdbi;

    SegmentationStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * A customer's purchases, and how far the whole record reaches.
     *
     * @param newestAt moment of the last purchase of any customer
     */
    record OnRecord(Purchases purchases, Instant newestAt) {}

    /** Adds rows to their invoices, each key at most once in one call, and adds up anew the customers they are of. */
    void add(Handle handle, Collection<InvoicePart> parts) {
        addToInvoices(handle, parts);
        sumUp(handle, parts);
    }

    private static void addToInvoices(Handle handle, Collection<InvoicePart> parts) {
        handle.createUpdate("""
                        INSERT INTO segmentation.invoice AS invoice (customer, invoice, first_at, last_at, amount)
                        SELECT part.customer, part.invoice, part.first_at, part.last_at, part.amount
                          FROM unnest(cast(:customers AS text[]),
                                      cast(:invoices AS text[]),
                                      cast(:firsts AS timestamptz[]),
                                      cast(:lasts AS timestamptz[]),
                                      cast(:amounts AS numeric[]))
                               AS part (customer, invoice, first_at, last_at, amount)
                            ON CONFLICT (customer, invoice) DO UPDATE
                           SET first_at = least(invoice.first_at, excluded.first_at),
                               last_at  = greatest(invoice.last_at, excluded.last_at),
                               amount   = invoice.amount + excluded.amount
                        """)
                .bindArray(
                        "customers",
                        String.class,
                        texts(parts, part -> part.key().customer()))
                .bindArray(
                        "invoices",
                        String.class,
                        texts(parts, part -> part.key().invoice()))
                .bindArray(
                        "firsts",
                        String.class,
                        texts(parts, part -> part.firstAt().toString()))
                .bindArray(
                        "lasts",
                        String.class,
                        texts(parts, part -> part.lastAt().toString()))
                .bindArray(
                        "amounts",
                        String.class,
                        texts(parts, part -> part.amount().toPlainString()))
                .execute();
    }

    private static void sumUp(Handle handle, Collection<InvoicePart> parts) {
        List<String> customers =
                parts.stream().map(part -> part.key().customer()).distinct().toList();
        handle.createUpdate("""
                        INSERT INTO segmentation.customer (customer, first_at, last_at, invoices, amount)
                        SELECT customer, min(first_at), max(last_at), count(*), sum(amount)
                          FROM segmentation.invoice
                         WHERE customer = ANY (:customers)
                         GROUP BY customer
                            ON CONFLICT (customer) DO UPDATE
                           SET first_at = excluded.first_at,
                               last_at  = excluded.last_at,
                               invoices = excluded.invoices,
                               amount   = excluded.amount
                        """).bindArray("customers", String.class, customers).execute();
    }

    private static List<String> texts(Collection<InvoicePart> parts, Function<InvoicePart, String> text) {
        return parts.stream().map(text).toList();
    }

    /** Forgets every purchase; readers see the old ones until the transaction ends. */
    void clear(Handle handle) {
        handle.execute("DELETE FROM segmentation.invoice");
        handle.execute("DELETE FROM segmentation.customer");
    }

    /** Empty for a customer without a kept invoice row. */
    Optional<OnRecord> findPurchases(String customer) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT customer, last_at, invoices, amount,
                               (SELECT max(last_at) FROM segmentation.customer) AS newest_at
                          FROM segmentation.customer
                         WHERE customer = :customer
                        """)
                .bind("customer", customer)
                .map((row, context) -> new OnRecord(purchases(row), instant(row, "newest_at")))
                .findOne());
    }

    /** Those of these customers who have a kept invoice row, in no order. */
    List<Purchases> listPurchases(Collection<String> customers) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT customer, last_at, invoices, amount
                          FROM segmentation.customer
                         WHERE customer = ANY (:customers)
                        """)
                .bindArray("customers", String.class, List.copyOf(customers))
                .map((row, context) -> purchases(row))
                .list());
    }

    /** Every customer with a kept invoice row, in no order. */
    List<Purchases> listPurchases() {
        return jdbi.withHandle(SegmentationStore::listPurchases);
    }

    /** The same within a transaction. */
    static List<Purchases> listPurchases(Handle handle) {
        return handle.createQuery("""
                        SELECT customer, last_at, invoices, amount
                          FROM segmentation.customer
                        """).map((row, context) -> purchases(row)).list();
    }

    /** The first so many customers with a kept invoice row, by their ids. */
    List<Purchases> listFirst(int customers) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT customer, last_at, invoices, amount
                          FROM segmentation.customer
                         ORDER BY customer COLLATE "C"
                         LIMIT :customers
                        """)
                .bind("customers", customers)
                .map((row, context) -> purchases(row))
                .list());
    }

    /**
     * Every customer as the record stood at that moment, in no order; an invoice begun by then counts whole.
     *
     * @param at no purchase is newer
     */
    List<Purchases> listPurchasesAt(Instant at) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT customer,
                               max(least(last_at, :at)) AS last_at,
                               count(*)                 AS invoices,
                               sum(amount)              AS amount
                          FROM segmentation.invoice
                         WHERE first_at <= :at
                         GROUP BY customer
                        """)
                .bind("at", at)
                .map((row, context) -> purchases(row))
                .list());
    }

    /** By customer, what was bought after the one moment and up to the other. */
    Map<String, Double> sumSpent(Instant after, Instant upTo) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT customer, sum(amount) AS amount
                          FROM segmentation.invoice
                         WHERE first_at > :after AND first_at <= :upTo
                         GROUP BY customer
                        """)
                .bind("after", after)
                .bind("upTo", upTo)
                .<Map<String, Double>>reduceRows(new HashMap<>(), (spent, row) -> {
                    spent.put(
                            row.getColumn("customer", String.class),
                            row.getColumn("amount", BigDecimal.class).doubleValue());
                    return spent;
                }));
    }

    /** Moment of the last kept purchase of all; empty if nobody bought anything. */
    Optional<Instant> findNewestAt() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT last_at
                          FROM segmentation.customer
                         ORDER BY last_at DESC
                         LIMIT 1
                        """)
                .map((row, context) -> instant(row, "last_at"))
                .findOne());
    }

    /** Moment of the last kept purchase up to that moment; empty if nobody had bought anything. */
    Optional<Instant> findNewestAt(Instant at) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT max(least(last_at, :at)) AS last_at
                          FROM segmentation.invoice
                         WHERE first_at <= :at
                        HAVING count(*) > 0
                        """)
                .bind("at", at)
                .map((row, context) -> instant(row, "last_at"))
                .findOne());
    }

    /**
     * How far the record reaches.
     *
     * @param firstAt first kept purchase of all
     * @param newestAt last one
     */
    record Extent(Instant firstAt, Instant newestAt) {}

    /** How far the record reaches, which reads all of it; empty if nobody bought anything. */
    Optional<Extent> findExtent() {
        return jdbi.withHandle(SegmentationStore::findExtent);
    }

    /** The same within a transaction. */
    static Optional<Extent> findExtent(Handle handle) {
        return handle.createQuery("""
                        SELECT min(first_at) AS first_at, max(last_at) AS newest_at
                          FROM segmentation.customer
                        HAVING count(*) > 0
                        """)
                .map((row, context) -> new Extent(instant(row, "first_at"), instant(row, "newest_at")))
                .findOne();
    }

    private static Purchases purchases(ResultSet row) throws SQLException {
        return new Purchases(
                row.getString("customer"),
                instant(row, "last_at"),
                row.getLong("invoices"),
                row.getBigDecimal("amount"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
