package io.nextbest.segmentation;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * What customers spent by day, from their invoices. An invoice counts on the day it was begun, by the shop's clock: the
 * JDK's time zones, as everywhere else, and not the database's.
 */
@Singleton
class SpendStore {

    private static final int FETCHED = 10_000;
    private static final double SMALLEST = 1e-5;
    private static final double LARGEST = 1e14;

    private final Jdbi jdbi;
    private final ZoneId zone;

    SpendStore(Database database, SegmentationConfiguration configuration) {
        this.jdbi = database.jdbi();
        this.zone = configuration.timeZone();
    }

    private record Invoice(String customer, Instant at, BigDecimal amount) {}

    /** By day, what one customer spent; empty for a customer without a kept invoice row. */
    SortedMap<LocalDate, Double> sumByDay(String customer) {
        return jdbi.withHandle(handle -> byDay(invoices(handle.createQuery("""
                        SELECT customer, first_at, amount
                          FROM segmentation.invoice
                         WHERE customer = :customer
                        """).bind("customer", customer))));
    }

    /**
     * What is made of every customer's days, in no order; only one customer's are held at a time.
     *
     * @param each made of a customer and what he spent by day
     */
    <T> List<T> listByDay(BiFunction<String, SortedMap<LocalDate, Double>, T> each) {
        return jdbi.inTransaction(handle -> {
            List<T> made = new ArrayList<>();
            List<Invoice> own = new ArrayList<>();
            Query query = handle.createQuery("""
                    SELECT customer, first_at, amount
                      FROM segmentation.invoice
                     ORDER BY customer
                    """).setFetchSize(FETCHED);
            try (var rows = query.map((row, context) -> invoice(
                            row.getString("customer"),
                            row.getObject("first_at", OffsetDateTime.class),
                            row.getBigDecimal("amount")))
                    .iterator()) {
                while (rows.hasNext()) {
                    Invoice next = rows.next();
                    if (!own.isEmpty() && !own.getFirst().customer().equals(next.customer())) {
                        made.add(each.apply(own.getFirst().customer(), byDay(own)));
                        own.clear();
                    }
                    own.add(next);
                }
            }
            if (!own.isEmpty()) {
                made.add(each.apply(own.getFirst().customer(), byDay(own)));
            }
            return made;
        });
    }

    private static List<Invoice> invoices(Query query) {
        return query.map((row, context) -> invoice(
                        row.getString("customer"),
                        row.getObject("first_at", OffsetDateTime.class),
                        row.getBigDecimal("amount")))
                .list();
    }

    private static Invoice invoice(String customer, OffsetDateTime at, BigDecimal amount) {
        return new Invoice(customer, at.toInstant(), amount);
    }

    /** Exact sums, held between a thousandth of a penny and 10^14, within which the model reckons. */
    private SortedMap<LocalDate, Double> byDay(List<Invoice> invoices) {
        var sums = new TreeMap<LocalDate, BigDecimal>();
        for (Invoice one : invoices) {
            sums.merge(one.at().atZone(zone).toLocalDate(), one.amount(), BigDecimal::add);
        }
        var spent = new TreeMap<LocalDate, Double>();
        sums.forEach((day, sum) -> spent.put(day, Math.clamp(sum.doubleValue(), SMALLEST, LARGEST)));
        return spent;
    }
}
