package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.Event;
import io.nextbest.orchestrator.event.EventStore.Placed;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Known customers and their consents: derived from the log in the very transaction that appends. */
@Singleton
public final class CustomerStore {

    private record Row(
            @Nullable String timeZone,
            @Nullable String channel,
            @Nullable Boolean granted) {}

    /** A consent given or withdrawn, and where the log says so. */
    private record Said(String customerId, String channel, String purpose, boolean granted, Instant at, long seq) {}

    private final LatestFacts latest = new LatestFacts();

    /** Number of the customer's newest event, if it came in a moment ago and through this process; else 0. */
    public long newestOf(String customerId) {
        return latest.of(customerId);
    }

    /** Empty if no event in the log names this customer. */
    public Optional<CustomerFacts> findCustomer(Handle handle, String customerId) {
        var rows = handle.createQuery("""
                        SELECT customer.time_zone, consent.channel, consent.granted
                          FROM orchestrator.customer
                          LEFT JOIN orchestrator.consent
                            ON consent.customer_id = customer.customer_id AND consent.purpose = 'marketing'
                         WHERE customer.customer_id = :customerId
                        """)
                .bind("customerId", customerId)
                .map((row, context) -> new Row(
                        row.getString("time_zone"), row.getString("channel"), row.getObject("granted", Boolean.class)))
                .list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Boolean> consents = new HashMap<>();
        for (Row row : rows) {
            if (row.channel() != null && row.granted() != null) {
                consents.put(row.channel(), row.granted());
            }
        }
        return Optional.of(new CustomerFacts(customerId, rows.getFirst().timeZone(), consents));
    }

    /** Takes events in that were just appended, in their order. */
    void project(Handle handle, List<Placed> events, Instant now) {
        latest.note(events); // of a transaction that fails after all, an agent finds nothing there, and goes on
        Map<String, Long> firstSeen = new LinkedHashMap<>();
        Map<String, Placed> timeZones = new LinkedHashMap<>();
        List<Said> consents = new ArrayList<>();
        for (Placed placed : events) {
            String customerId = placed.draft().customerId();
            if (customerId != null) {
                firstSeen.putIfAbsent(customerId, placed.seq());
            }
            switch (placed.draft().event()) {
                case Event.ProfileChange change
                when change.attributes().containsKey("time_zone") ->
                    timeZones.merge(change.customerId(), placed, CustomerStore::later);
                case Event.ConsentChange change ->
                    consents.add(new Said(
                            change.customerId(),
                            change.channel(),
                            change.purpose(),
                            change.granted(),
                            moment(placed, now),
                            placed.seq()));
                case Event.Outcome outcome
                when outcome.type().equals("unsubscribe") ->
                    channels(outcome)
                            .forEach(channel -> consents.add(new Said(
                                    outcome.customerId(),
                                    channel,
                                    "marketing",
                                    false,
                                    moment(placed, now),
                                    placed.seq())));
                case null, default -> {}
            }
        }
        insertCustomers(handle, firstSeen);
        timeZones.values().forEach(placed -> updateTimeZone(handle, placed));
        if (!consents.isEmpty()) {
            upsertConsentsInOrder(handle, consents);
        }
    }

    /** Where a customer who unsubscribes wants nothing more: everywhere, if the decision named no channel. */
    private static List<String> channels(Event.Outcome outcome) {
        Event.Attribution attribution = outcome.attribution();
        return attribution == null || attribution.channel() == null
                ? List.of("email", "push", "sms")
                : List.of(attribution.channel());
    }

    private static Placed later(Placed a, Placed b) {
        return b.draft().at().isBefore(a.draft().at()) ? a : b;
    }

    /** When a consent took effect: never after it arrived, or a clock ahead would outlast a withdrawal. */
    private static Instant moment(Placed placed, Instant now) {
        Instant at = placed.draft().at();
        return at.isAfter(now) ? now : at;
    }

    private static void insertCustomers(Handle handle, Map<String, Long> firstSeen) {
        if (firstSeen.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        INSERT INTO orchestrator.customer (customer_id, first_seen_seq)
                        SELECT sent.customer_id, sent.seq FROM unnest(:ids, :seqs) AS sent (customer_id, seq)
                            ON CONFLICT (customer_id) DO NOTHING
                        """)
                .bindArray("ids", String.class, firstSeen.keySet().toArray())
                .bindArray("seqs", Long.class, firstSeen.values().toArray())
                .execute();
    }

    private static void updateTimeZone(Handle handle, Placed placed) {
        if (placed.draft().event() instanceof Event.ProfileChange change) {
            handle.createUpdate("""
                            UPDATE orchestrator.customer
                               SET time_zone = :timeZone, time_zone_at = :at
                             WHERE customer_id = :customerId
                               AND (time_zone_at IS NULL OR time_zone_at <= :at)
                            """)
                    .bind("timeZone", change.attributes().get("time_zone"))
                    .bind("at", change.at().atOffset(ZoneOffset.UTC))
                    .bind("customerId", change.customerId())
                    .execute();
        }
    }

    /**
     * A withdrawal always stands from its arrival, even if its sender's clock is behind; a consent counts only if it is
     * no older than what is on record. In the order of the rows' key, in which decisions lock them.
     */
    private static void upsertConsentsInOrder(Handle handle, List<Said> consents) {
        consents.sort(Comparator.comparing(Said::customerId)
                .thenComparing(Said::channel)
                .thenComparing(Said::purpose)); // stable: what was said of one row stays in the order of the log
        List<Said> left = consents;
        while (!left.isEmpty()) {
            Map<List<String>, Said> first = new LinkedHashMap<>(); // one statement changes a row once
            List<Said> later = new ArrayList<>();
            for (Said said : left) {
                if (first.putIfAbsent(List.of(said.customerId(), said.channel(), said.purpose()), said) != null) {
                    later.add(said);
                }
            }
            upsertConsents(handle, first.values());
            left = later;
        }
    }

    private static void upsertConsents(Handle handle, Collection<Said> consents) {
        var batch = handle.prepareBatch("""
                INSERT INTO orchestrator.consent (customer_id, channel, purpose, granted, at, seq)
                VALUES (:customerId, :channel, :purpose, :granted, :at, :seq)
                    ON CONFLICT (customer_id, channel, purpose) DO UPDATE
                   SET granted = excluded.granted, at = greatest(excluded.at, consent.at), seq = excluded.seq
                 WHERE NOT excluded.granted OR excluded.at >= consent.at
                """);
        for (Said said : consents) {
            batch.bind("customerId", said.customerId())
                    .bind("channel", said.channel())
                    .bind("purpose", said.purpose())
                    .bind("granted", said.granted())
                    .bind("at", said.at().atOffset(ZoneOffset.UTC))
                    .bind("seq", said.seq())
                    .add();
        }
        batch.execute();
    }
}
