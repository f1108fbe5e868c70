package io.nextbest.reward;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** All SQL of the reward agent. Its records are public for Jdbi alone, which makes and reads them by reflection. */
@Singleton
final class RewardStore {

    /** Stands for a decision whose customer had no segment. */
    static final int NO_SEGMENT = -1;

    private final Database database;

    RewardStore(Database database) {
        this.database = database;
    }

    /** The rows of one invoice that came with one page of the log. */
    public record InvoicePart(String customerId, String invoice, Instant at, BigDecimal amount) {}

    /** What an outcome says of the decision it is attributed to. */
    public record Credit(String decisionId, int segmentId, String rewardId, boolean response, boolean redemption) {}

    /** How often a reward was tried, answered and redeemed. */
    public record Response(String rewardId, long trials, long responses) {}

    /** @param lastAt time of the customer's last invoice */
    public record Purchases(long purchases, Instant lastAt) {}

    /**
     * What training learns from.
     *
     * @param windows pairs of a customer and a week in which he could have bought again
     * @param bought those in which he did
     * @param basket mean amount of an invoice
     */
    public record BuyingHabits(
            long windows,
            long bought,
            long invoices,
            double basket,
            @Nullable Instant firstAt,
            @Nullable Instant lastAt) {}

    /** Everything that one choice needs, read in one go. */
    record Known(Optional<Purchases> purchases, Map<String, Response> responses, Map<String, Long> redemptions) {}

    void addInvoices(Handle handle, Collection<InvoicePart> parts) {
        if (parts.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("""
                INSERT INTO reward.invoice (customer_id, invoice, at, amount)
                VALUES (:customerId, :invoice, :at, :amount)
                    ON CONFLICT (customer_id, invoice) DO UPDATE
                   SET at = least(reward.invoice.at, excluded.at),
                       amount = reward.invoice.amount + excluded.amount
                """);
        for (InvoicePart part : parts) {
            batch.bindMethods(part).add();
        }
        batch.execute();
    }

    /** Counts each decision as a trial once, as a response at most once and as a redemption at most once. */
    void credit(Handle handle, Credit credit) {
        int trial = handle.createUpdate("""
                        INSERT INTO reward.credited (decision_id, segment_id, reward_id, responded, redeemed)
                        VALUES (:decisionId, :segmentId, :rewardId, false, false)
                            ON CONFLICT (decision_id) DO NOTHING
                        """).bindMethods(credit).execute();
        int response = credit.response() ? mark(handle, credit.decisionId(), "responded") : 0;
        int redemption = credit.redemption() ? mark(handle, credit.decisionId(), "redeemed") : 0;
        if (trial + response + redemption > 0) {
            handle.createUpdate("""
                            INSERT INTO reward.response (segment_id, reward_id, trials, responses, redemptions)
                            SELECT segment_id, reward_id, :trial, :response, :redemption
                              FROM reward.credited
                             WHERE decision_id = :decisionId
                                ON CONFLICT (segment_id, reward_id) DO UPDATE
                               SET trials = reward.response.trials + excluded.trials,
                                   responses = reward.response.responses + excluded.responses,
                                   redemptions = reward.response.redemptions + excluded.redemptions
                            """)
                    .bind("decisionId", credit.decisionId())
                    .bind("trial", trial)
                    .bind("response", response)
                    .bind("redemption", redemption)
                    .execute();
        }
    }

    /** Sets a flag of a credited decision; 1 if it was not set before. */
    private static int mark(Handle handle, String decisionId, String flag) {
        return handle.createUpdate(
                        "UPDATE reward.credited SET %1$s = true WHERE decision_id = :id AND NOT %1$s".formatted(flag))
                .bind("id", decisionId)
                .execute();
    }

    void wipe(Handle handle) {
        handle.execute("DELETE FROM reward.invoice");
        handle.execute("DELETE FROM reward.credited");
        handle.execute("DELETE FROM reward.response");
    }

    /** @param segmentId whose responses count; null for those of all customers */
    Known known(String customerId, @Nullable Integer segmentId) {
        return database.jdbi().inTransaction(handle -> {
            Optional<Purchases> purchases = handle.createQuery("""
                            SELECT count(*) AS purchases, max(at) AS last_at
                              FROM reward.invoice
                             WHERE customer_id = :customerId
                            HAVING count(*) > 0
                            """)
                    .bind("customerId", customerId)
                    .map(ConstructorMapper.of(Purchases.class))
                    .findOne();
            List<Response> responses = handle.createQuery("""
                            SELECT reward_id, sum(trials)::bigint AS trials, sum(responses)::bigint AS responses
                              FROM reward.response
                             WHERE segment_id = coalesce(:segmentId, segment_id)
                             GROUP BY reward_id
                            """)
                    .bind("segmentId", segmentId)
                    .map(ConstructorMapper.of(Response.class))
                    .list();
            Map<String, Long> redemptions = handle.createQuery("""
                            SELECT reward_id, sum(redemptions)::bigint AS redemptions
                              FROM reward.response
                             GROUP BY reward_id
                            """)
                    .reduceRows(new java.util.HashMap<>(), (sums, row) -> {
                        sums.put(row.getColumn("reward_id", String.class), row.getColumn("redemptions", Long.class));
                        return sums;
                    });
            return new Known(
                    purchases, responses.stream().collect(Collectors.toMap(Response::rewardId, r -> r)), redemptions);
        });
    }

    /**
     * How often customers who have bought once buy within a week, over the last 13 weeks of the log: every pair of a
     * customer and a week that began after his first invoice counts once.
     */
    BuyingHabits habits() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        WITH span AS (
                            SELECT min(at) AS first_at, max(at) AS last_at, count(*) AS invoices,
                                   coalesce(avg(amount), 0)::float8 AS basket
                              FROM reward.invoice),
                        week AS (
                            SELECT last_at - make_interval(days => 7 * back) AS opens,
                                   last_at - make_interval(days => 7 * (back - 1)) AS closes
                              FROM span, generate_series(1, 13) AS back),
                        customer AS (
                            SELECT customer_id, min(at) AS first_at
                              FROM reward.invoice
                             GROUP BY customer_id),
                        counted AS (
                            SELECT count(*) AS windows,
                                   count(*) FILTER (WHERE EXISTS (
                                       SELECT 1
                                         FROM reward.invoice
                                        WHERE invoice.customer_id = customer.customer_id
                                          AND invoice.at > week.opens AND invoice.at <= week.closes)) AS bought
                              FROM customer
                              JOIN week ON customer.first_at <= week.opens)
                        SELECT windows, bought, invoices, basket, first_at, last_at
                          FROM counted, span
                        """)
                        .map(ConstructorMapper.of(BuyingHabits.class))
                        .one());
    }
}
