package io.nextbest.orchestrator.event;

import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The log in the database.
 *
 * <p>Whoever appends holds the one row of {@code log_end} until his commit, so one transaction at a time gives out
 * numbers, and they become visible in their order to every reader, also when a second process appends.
 */
@Singleton
public final class EventStore {

    private static final int ROW_OVERHEAD_BYTES = 150;
    private static final int LARGEST_PAGE = 8 * 1024 * 1024; // bytes; a reader takes eight times as much
    private static final int FETCH_SIZE = 200;

    /** A draft and the place it got in the log. */
    record Placed(long seq, Draft draft) {}

    private final Jdbi jdbi;
    private final CustomerStore customers;
    private final Clock clock;

    EventStore(Database database, CustomerStore customers, Clock clock) {
        this.jdbi = database.jdbi();
        this.customers = customers;
        this.clock = clock;
    }

    /** Number of the last event in the log, 0 if it is empty. */
    public long lastSeq() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT seq FROM orchestrator.log_end")
                .mapTo(Long.class)
                .one());
    }

    /** Appends in a transaction of its own; when it returns, the events are committed. One answer per draft. */
    List<Appended> append(List<Draft> drafts) {
        return jdbi.inTransaction(handle -> append(handle, drafts));
    }

    /** Appends in the caller's transaction, which keeps every other appender waiting until it ends. */
    List<Appended> append(Handle handle, List<Draft> drafts) {
        long end = handle.createQuery("SELECT seq FROM orchestrator.log_end FOR UPDATE")
                .mapTo(Long.class)
                .one();
        Map<String, byte[]> known = bodies(handle, drafts);
        var answers = new ArrayList<Appended>(drafts.size());
        var fresh = new ArrayList<Placed>(drafts.size());
        for (Draft draft : drafts) {
            byte[] first = known.putIfAbsent(draft.eventId(), draft.body());
            if (first == null) {
                fresh.add(new Placed(end + fresh.size() + 1, draft));
                answers.add(Appended.ACCEPTED);
            } else {
                answers.add(draft.saysTheSameAs(first) ? Appended.DUPLICATE : Appended.CONFLICTING);
            }
        }
        if (!fresh.isEmpty()) {
            copy(handle, fresh);
            customers.project(handle, fresh, clock.instant());
            handle.createUpdate("UPDATE orchestrator.log_end SET seq = :seq")
                    .bind("seq", fresh.getLast().seq())
                    .execute();
        }
        return answers;
    }

    /** What the log holds under the ids of these drafts. One index look-up each, however large the log is. */
    private static Map<String, byte[]> bodies(Handle handle, List<Draft> drafts) {
        Map<String, byte[]> bodies = new HashMap<>(2 * drafts.size());
        handle.createQuery("""
                        SELECT sent.event_id, stored.body
                          FROM unnest(:ids) AS sent (event_id),
                               LATERAL (SELECT event.body
                                          FROM orchestrator.event
                                         WHERE event.event_id = sent.event_id
                                         LIMIT 1) AS stored
                        """)
                .bindArray(
                        "ids", String.class, drafts.stream().map(Draft::eventId).toArray())
                .map((row, context) -> bodies.put(row.getString(1), row.getBytes(2)))
                .list();
        return bodies;
    }

    private static void copy(Handle handle, List<Placed> fresh) {
        int size = 0;
        for (Placed placed : fresh) {
            size += placed.draft().body().length + ROW_OVERHEAD_BYTES;
        }
        var rows = new CopyRows(size);
        for (Placed placed : fresh) {
            Draft draft = placed.draft();
            rows.row(6)
                    .bigint(placed.seq())
                    .text(draft.eventId())
                    .text(draft.customerId())
                    .text(draft.kind())
                    .timestamp(draft.at())
                    .text(draft.body());
        }
        rows.end();
        try {
            CopyIn copy = handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("""
                    COPY orchestrator.event (seq, event_id, customer_id, kind, at, body) FROM STDIN (FORMAT binary)""");
            try {
                copy.writeToCopy(rows.bytes(), 0, rows.length());
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The log could not be written", e);
        }
    }

    private record Row(long seq, byte[] body) {}

    /**
     * A page of the log as the contract's JSON, built of the stored bytes. It ends early, and {@code next} says where,
     * after the event with which it reaches {@link #LARGEST_PAGE}.
     *
     * @param kinds to return, empty for all
     */
    byte[] page(long after, int limit, Set<String> kinds) {
        long end = lastSeq(); // before the rows: what is in the page is never beyond its end
        if (after >= end) { // what most readers hear most of the time
            return ascii("{\"events\":[],\"next\":%d,\"end\":%d}".formatted(after, end));
        }
        return jdbi.inTransaction(
                handle -> { // the driver fetches in parts only within a transaction
                    var page = new ByteArrayOutputStream(limit * 64);
                    page.writeBytes(ascii("{\"events\":["));
                    long last = after;
                    int count = 0;
                    try (ResultIterator<Row> rows = rows(handle, kinds)
                            .bind("after", after)
                            .bind("end", end)
                            .bind("limit", limit)
                            .setFetchSize(FETCH_SIZE)
                            .map((row, context) -> new Row(row.getLong(1), row.getBytes(2)))
                            .iterator()) {
                        while (count < limit && page.size() < LARGEST_PAGE && rows.hasNext()) {
                            Row row = rows.next();
                            last = row.seq();
                            page.writeBytes(ascii(count++ == 0 ? "{\"seq\":" : ",{\"seq\":"));
                            page.writeBytes(ascii(Long.toString(last)));
                            page.writeBytes(ascii(",\"event\":"));
                            page.writeBytes(row.body());
                            page.write('}');
                        }
                    }
                    boolean full = count == limit || page.size() >= LARGEST_PAGE;
                    long next = full ? last : end;
                    page.writeBytes(ascii("],\"next\":" + next + ",\"end\":" + end + "}"));
                    return page.toByteArray();
                });
    }

    private static Query rows(Handle handle, Set<String> kinds) {
        if (kinds.isEmpty()) {
            return handle.createQuery("""
                            SELECT seq, body
                              FROM orchestrator.event
                             WHERE seq > :after AND seq <= :end
                             ORDER BY seq
                             LIMIT :limit
                            """);
        }
        return handle.createQuery("""
                        SELECT seq, body
                          FROM orchestrator.event
                         WHERE seq > :after AND seq <= :end AND kind = ANY (:kinds)
                         ORDER BY seq
                         LIMIT :limit
                        """).bindArray("kinds", String.class, kinds.toArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
