package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.orchestrator.event.CustomerFacts;
import io.nextbest.orchestrator.event.CustomerStore;
import io.nextbest.orchestrator.event.EventStore;
import io.nextbest.orchestrator.guardrail.GuardrailConfiguration;
import io.nextbest.orchestrator.guardrail.Standing;
import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decisions as answered, and the contacts they reserve. */
@Singleton
final class DecisionStore {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionStore.class);
    private static final int STRIPES = 256;
    private static final int LONGEST_WAIT_SECONDS = 2;

    private final Database database;
    private final CustomerStore customers;
    private final EventStore events;
    private final GuardrailConfiguration guardrails;

    /** Lets one customer's decisions queue here and not in the pool, where they would keep out everybody else's. */
    private final List<ReentrantLock> queues =
            IntStream.range(0, STRIPES).mapToObj(_ -> new ReentrantLock()).toList();

    DecisionStore(Database database, CustomerStore customers, EventStore events, GuardrailConfiguration guardrails) {
        this.database = database;
        this.customers = customers;
        this.events = events;
        this.guardrails = guardrails;
    }

    /**
     * One row of the log of decisions.
     *
     * @param sendAt null for a hold; else when the contact is reserved
     * @param body the answer's text
     */
    record Entry(
            String decisionId,
            String customerId,
            Instant at,
            @Nullable Instant sendAt,
            Asked asked,
            Chosen chosen,
            String body) {}

    /**
     * What the caller gave that the answer does not repeat.
     *
     * @param channels those the caller could send on
     * @param trigger what made the caller ask, null if it did not say
     */
    record Asked(List<String> channels, @Nullable String trigger) {}

    /** What learning from outcomes needs of a decision; all null for what was not chosen. */
    record Chosen(
            @Nullable Integer segmentId,
            @Nullable String rewardId,
            @Nullable Double rewardCost,
            @Nullable String contentId,
            @Nullable String channel,
            @Nullable String slot) {}

    /** Empty if the log never named this customer. */
    Optional<Standing> findStanding(String customerId, Instant now) {
        return inLine(
                customerId,
                () -> database.jdbi()
                        .withHandle(handle ->
                                customers.findCustomer(handle, customerId).map(facts -> standing(handle, facts, now))));
    }

    /**
     * Locks the customer, reads the standing again, lets the decision be verified against it and stores what comes
     * out, all in one transaction: of two decisions at once the second sees the contact of the first.
     *
     * @param verify from the standing as it is under the lock to the row to store
     */
    Entry record(String customerId, Instant now, Function<Standing, Entry> verify) {
        return inLine(
                customerId,
                () -> database.jdbi().inTransaction(handle -> {
                    lock(handle, customerId);
                    Standing standing = customers
                            .findCustomer(handle, customerId)
                            .map(facts -> standing(handle, facts, now))
                            .orElse(new Standing(Map.of(), null, null));
                    Entry entry = verify.apply(standing);
                    insert(handle, entry);
                    return entry;
                }));
    }

    /** The answer as it was given. */
    Optional<String> findBody(String decisionId) {
        return reachable(() -> database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT body FROM orchestrator.decision WHERE decision_id = :decisionId
                                """)
                        .bind("decisionId", decisionId)
                        .mapTo(String.class)
                        .findOne()));
    }

    /** How far agents should have read the log to know the customer's newest events. */
    long newestOf(String customerId) {
        return customers.newestOf(customerId);
    }

    /** The last {@code seq} of the log. */
    long logPosition() {
        return reachable(events::lastSeq);
    }

    private Standing standing(Handle handle, CustomerFacts facts, Instant now) {
        return new Standing(facts.marketingConsents(), facts.timeZone(), contacts(handle, facts.customerId(), now));
    }

    /** Contacts that share a window with a send at or after now, planned ones included. */
    private List<Instant> contacts(Handle handle, String customerId, Instant now) {
        return handle.createQuery("""
                        SELECT at FROM orchestrator.contact
                         WHERE customer_id = :customerId AND at > :from
                         ORDER BY at
                        """)
                .bind("customerId", customerId)
                .bind("from", now.minus(guardrails.frequencyCapWindow()).atOffset(ZoneOffset.UTC))
                .mapTo(Instant.class)
                .list();
    }

    /**
     * Also keeps a withdrawal of consent, or a new time zone, from being acknowledged between the verdict and the
     * commit. In the order in which events change these rows, so that the two never wait for each other; and not for
     * longer than a caller does.
     */
    private static void lock(Handle handle, String customerId) {
        handle.execute("SET LOCAL lock_timeout = '%1$ds'; SET LOCAL statement_timeout = '%1$ds'"
                .formatted(LONGEST_WAIT_SECONDS));
        handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))")
                .bind("id", customerId)
                .map((row, context) -> true)
                .one();
        handle.createQuery("SELECT customer_id FROM orchestrator.customer WHERE customer_id = :id FOR SHARE")
                .bind("id", customerId)
                .mapTo(String.class)
                .list();
        handle.createQuery("""
                        SELECT granted
                          FROM orchestrator.consent
                         WHERE customer_id = :id
                         ORDER BY channel, purpose
                           FOR SHARE
                        """).bind("id", customerId).mapTo(Boolean.class).list();
    }

    private static void insert(Handle handle, Entry entry) {
        handle.createUpdate("""
                        INSERT INTO orchestrator.decision (decision_id, customer_id, at, send, segment_id, reward_id,
                                                           reward_cost, content_id, channel, slot, asked_channels,
                                                           asked_trigger, body)
                        VALUES (:decisionId, :customerId, :at, :send, :segmentId, :rewardId,
                                :rewardCost, :contentId, :channel, :slot, :askedChannels, :askedTrigger, :body)
                        """)
                .bind("decisionId", entry.decisionId())
                .bind("customerId", entry.customerId())
                .bind("at", entry.at().atOffset(ZoneOffset.UTC))
                .bind("send", entry.sendAt() != null)
                .bind("segmentId", entry.chosen().segmentId())
                .bind("rewardId", entry.chosen().rewardId())
                .bind("rewardCost", entry.chosen().rewardCost())
                .bind("contentId", entry.chosen().contentId())
                .bind("channel", entry.chosen().channel())
                .bind("slot", entry.chosen().slot())
                .bind("askedChannels", String.join(",", entry.asked().channels()))
                .bind("askedTrigger", entry.asked().trigger())
                .bind("body", entry.body())
                .execute();
        if (entry.sendAt() != null) {
            handle.createUpdate("""
                            INSERT INTO orchestrator.contact (decision_id, customer_id, channel, at)
                            VALUES (:decisionId, :customerId, :channel, :at)
                            """)
                    .bind("decisionId", entry.decisionId())
                    .bind("customerId", entry.customerId())
                    .bind("channel", entry.chosen().channel())
                    .bind("at", entry.sendAt().atOffset(ZoneOffset.UTC))
                    .execute();
        }
    }

    private <T> T inLine(String customerId, Supplier<T> work) {
        ReentrantLock queue = queues.get(Math.floorMod(customerId.hashCode(), STRIPES));
        try {
            if (!queue.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ServiceException(
                        ErrorCode.AGENT_UNAVAILABLE, "Too many decisions on this customer are under way; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.AGENT_UNAVAILABLE, "The service is stopping; try again.");
        }
        try {
            return reachable(work);
        } finally {
            queue.unlock();
        }
    }

    /** A decision that is not durable is none: without the database there is no answer, and it says so. */
    private static <T> T reachable(Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            LOG.error("The database failed a decision", e);
            var refusal = new ServiceException(
                    ErrorCode.AGENT_UNAVAILABLE, "The decision cannot be recorded now, so none was made; try again.");
            refusal.initCause(e);
            throw refusal;
        }
    }
}
