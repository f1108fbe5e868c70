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
import java.util.List;
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

    /** Adds rows to their invoices; each key at most once in one call. */
    void add(Handle handle, Collection<InvoicePart> parts) {
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

    private static List<String> texts(Collection<InvoicePart> parts, Function<InvoicePart, String> text) {
        return parts.stream().map(text).toList();
    }

    /** Forgets every invoice; readers see the old ones until the transaction ends. */
    void clear(Handle handle) {
        handle.execute("DELETE FROM segmentation.invoice");
    }

    /** Empty for a customer without a kept invoice row. */
    Optional<OnRecord> findPurchases(String customer) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT max(last_at)                                     AS last_at,
                               count(*)                                         AS invoices,
                               sum(amount)                                      AS amount,
                               (SELECT max(last_at) FROM segmentation.invoice)  AS newest_at
                          FROM segmentation.invoice
                         WHERE customer = :customer
                        HAVING count(*) > 0
                        """)
                .bind("customer", customer)
                .map((row, context) -> new OnRecord(purchases(customer, row), instant(row, "newest_at")))
                .findOne());
    }

    /** Every customer with a kept invoice row, in no order. */
    List<Purchases> listPurchases() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT customer, max(last_at) AS last_at, count(*) AS invoices, sum(amount) AS amount
                          FROM segmentation.invoice
                         GROUP BY customer
                        """)
                .map((row, context) -> purchases(row.getString("customer"), row))
                .list());
    }

    /** Moment of the first kept invoice row of all; empty if there is none. */
    Optional<Instant> findFirstPurchaseAt() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT min(first_at) AS first_at
                          FROM segmentation.invoice
                        HAVING count(*) > 0
                        """)
                .map((row, context) -> instant(row, "first_at"))
                .findOne());
    }

    private static Purchases purchases(String customer, ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("amount");
        return new Purchases(customer, instant(row, "last_at"), row.getLong("invoices"), amount);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
