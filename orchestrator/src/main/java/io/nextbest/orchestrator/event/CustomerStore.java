package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.Event;
import io.nextbest.orchestrator.event.EventStore.Placed;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
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
        Map<String, Long> firstSeen = new LinkedHashMap<>();
        Map<String, Placed> timeZones = new LinkedHashMap<>();
        Map<List<String>, Placed> consents = new LinkedHashMap<>();
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
                    consents.merge(
                            List.of(change.customerId(), change.channel(), change.purpose()),
                            placed,
                            (a, b) -> moment(b, now).isBefore(moment(a, now)) ? a : b);
                case null, default -> {}
            }
        }
        insertCustomers(handle, firstSeen);
        timeZones.values().forEach(placed -> updateTimeZone(handle, placed));
        if (!consents.isEmpty()) {
            upsertConsents(handle, List.copyOf(consents.values()), now);
        }
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

    private static void upsertConsents(Handle handle, List<Placed> consents, Instant now) {
        var batch = handle.prepareBatch("""
                INSERT INTO orchestrator.consent (customer_id, channel, purpose, granted, at, seq)
                VALUES (:customerId, :channel, :purpose, :granted, :at, :seq)
                    ON CONFLICT (customer_id, channel, purpose) DO UPDATE
                   SET granted = excluded.granted, at = excluded.at, seq = excluded.seq
                 WHERE excluded.at >= consent.at
                """);
        for (Placed placed : consents) {
            if (placed.draft().event() instanceof Event.ConsentChange change) {
                batch.bind("customerId", change.customerId())
                        .bind("channel", change.channel())
                        .bind("purpose", change.purpose())
                        .bind("granted", change.granted())
                        .bind("at", moment(placed, now).atOffset(ZoneOffset.UTC))
                        .bind("seq", placed.seq())
                        .add();
            }
        }
        batch.execute();
    }
}
