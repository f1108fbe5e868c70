package io.nextbest.timing;

import io.nextbest.models.timing.SlotRates;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The agent's tables: each customer's activity by local hour, and his time zone. */
@Singleton
class TimingStore {

    private final Database database;

    TimingStore(Database database) {
        this.database = database;
    }

    /**
     * @param source what it was: an invoice, or the interactions of one hour
     * @param hour of the customer's clock at that moment
     */
    record Activity(String customerId, String source, Instant at, int hour) {

        static Activity of(String customerId, String source, Instant at, ZoneId zone) {
            return new Activity(customerId, source, at, at.atZone(zone).getHour());
        }

        Activity in(ZoneId zone) {
            return of(customerId, source, at, zone);
        }
    }

    /**
     * A customer's counts by local hour, up to a cut and after it.
     *
     * @param earlier 24 counts
     * @param later 24 counts
     */
    record Hours(int[] earlier, int[] later) {}

    /**
     * @param from time of the first activity, null if there is none
     * @param cut when four fifths of all activity had happened
     */
    record Span(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Instant cut) {}

    private record HourRow(String customerId, int hour, int earlier, int later) {}

    /** Adds what is not on record yet, and counts it. */
    void addActivity(Handle handle, List<Activity> activity) {
        bindActivity(handle.createUpdate("""
                        WITH added AS (
                            INSERT INTO timing.activity (customer_id, source, at, hour)
                            SELECT customer_id, source, CAST(at AS timestamptz), hour
                              FROM unnest(:customers, :sources, :ats, :hours) AS page (customer_id, source, at, hour)
                                ON CONFLICT (customer_id, source) DO NOTHING
                            RETURNING customer_id, hour)
                        INSERT INTO timing.hour_count (customer_id, hour, n)
                        SELECT customer_id, hour, count(*)
                          FROM added
                         GROUP BY customer_id, hour
                            ON CONFLICT (customer_id, hour)
                            DO UPDATE SET n = timing.hour_count.n + excluded.n
                        """), activity).execute();
    }

    /** All activity on record of these customers. */
    List<Activity> listActivity(Handle handle, List<String> customers) {
        return handle.createQuery("""
                        SELECT customer_id, source, at, hour
                          FROM timing.activity
                         WHERE customer_id = ANY(:customers)
                        """)
                .bindArray("customers", String.class, customers)
                .map((row, context) -> new Activity(
                        row.getString("customer_id"),
                        row.getString("source"),
                        row.getTimestamp("at").toInstant(),
                        row.getInt("hour")))
                .list();
    }

    /** Gives recorded activity its new hours and counts its customers again. */
    void recount(Handle handle, List<Activity> activity) {
        if (activity.isEmpty()) {
            return;
        }
        bindActivity(handle.createUpdate("""
                        UPDATE timing.activity AS activity
                           SET hour = page.hour
                          FROM unnest(:customers, :sources, :ats, :hours) AS page (customer_id, source, at, hour)
                         WHERE activity.customer_id = page.customer_id AND activity.source = page.source
                        """), activity).execute();
        List<String> customers =
                activity.stream().map(Activity::customerId).distinct().toList();
        handle.createUpdate("DELETE FROM timing.hour_count WHERE customer_id = ANY(:customers)")
                .bindArray("customers", String.class, customers)
                .execute();
        handle.createUpdate("""
                        INSERT INTO timing.hour_count (customer_id, hour, n)
                        SELECT customer_id, hour, count(*)
                          FROM timing.activity
                         WHERE customer_id = ANY(:customers)
                         GROUP BY customer_id, hour
                        """).bindArray("customers", String.class, customers).execute();
    }

    private static Update bindActivity(Update update, List<Activity> activity) {
        return update.bindArray(
                        "customers",
                        String.class,
                        activity.stream().map(Activity::customerId).toList())
                .bindArray(
                        "sources",
                        String.class,
                        activity.stream().map(Activity::source).toList())
                .bindArray(
                        "ats",
                        String.class,
                        activity.stream().map(one -> one.at().toString()).toList())
                .bindArray(
                        "hours",
                        Integer.class,
                        activity.stream().map(Activity::hour).toList());
    }

    void stateZones(Handle handle, Map<String, ZoneId> zones) {
        List<String> customers = List.copyOf(zones.keySet());
        handle.createUpdate("""
                        INSERT INTO timing.time_zone (customer_id, time_zone)
                        SELECT customer_id, time_zone
                          FROM unnest(:customers, :zones) AS page (customer_id, time_zone)
                            ON CONFLICT (customer_id)
                            DO UPDATE SET time_zone = excluded.time_zone
                        """)
                .bindArray("customers", String.class, customers)
                .bindArray(
                        "zones",
                        String.class,
                        customers.stream()
                                .map(id -> String.valueOf(zones.get(id)))
                                .toList())
                .execute();
    }

    /** The stated zones by customer; one who stated none is left out. */
    Map<String, String> zones(Handle handle, List<String> customers) {
        Map<String, String> zones = new LinkedHashMap<>();
        handle.createQuery("SELECT customer_id, time_zone FROM timing.time_zone WHERE customer_id = ANY(:customers)")
                .bindArray("customers", String.class, customers)
                .map((row, context) -> Map.entry(row.getString("customer_id"), row.getString("time_zone")))
                .forEach(entry -> zones.put(entry.getKey(), entry.getValue()));
        return zones;
    }

    void wipe(Handle handle) {
        handle.execute("DELETE FROM timing.activity");
        handle.execute("DELETE FROM timing.hour_count");
        handle.execute("DELETE FROM timing.time_zone");
    }

    /** The customer's 24 counts by local hour; all 0 if nothing is on record. */
    int[] hourCounts(String customerId) {
        int[] counts = new int[SlotRates.HOURS];
        database.jdbi()
                .useHandle(handle -> handle.createQuery(
                                "SELECT hour, n FROM timing.hour_count WHERE customer_id = :customerId")
                        .bind("customerId", customerId)
                        .map((row, context) -> counts[row.getInt("hour")] = row.getInt("n"))
                        .list());
        return counts;
    }

    Span span() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT min(at) AS first, max(at) AS last,
                               percentile_disc(0.8) WITHIN GROUP (ORDER BY at) AS cut
                          FROM timing.activity
                        """)
                        .map((row, context) -> new Span(
                                instant(row.getTimestamp("first")),
                                instant(row.getTimestamp("last")),
                                instant(row.getTimestamp("cut"))))
                        .one());
    }

    /** Each customer's hours before and after the cut, in the order of their ids. */
    List<Hours> listHours(Instant cut) {
        Map<String, Hours> customers = new LinkedHashMap<>();
        database.jdbi()
                .useHandle(handle -> handle.createQuery("""
                        SELECT customer_id, hour,
                               CAST(count(*) FILTER (WHERE at <= :cut) AS int) AS earlier,
                               CAST(count(*) FILTER (WHERE at > :cut) AS int)  AS later
                          FROM timing.activity
                         GROUP BY customer_id, hour
                         ORDER BY customer_id COLLATE "C", hour
                        """)
                        .bind("cut", cut)
                        .map((row, context) -> new HourRow(
                                row.getString("customer_id"),
                                row.getInt("hour"),
                                row.getInt("earlier"),
                                row.getInt("later")))
                        .forEach(row -> {
                            var hours = customers.computeIfAbsent(
                                    row.customerId(),
                                    id -> new Hours(new int[SlotRates.HOURS], new int[SlotRates.HOURS]));
                            hours.earlier()[row.hour()] = row.earlier();
                            hours.later()[row.hour()] = row.later();
                        }));
        return new ArrayList<>(customers.values());
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
