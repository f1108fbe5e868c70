package io.nextbest.orchestrator.outcome;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Decisions on record, as far as outcomes need them. A dry run is never on record. */
@Singleton
final class OutcomeStore {

    private final Jdbi jdbi;

    OutcomeStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Empty if there is no such decision, or it is another customer's. */
    Optional<Chosen> findDecision(String decisionId, String customerId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT decision_id, segment_id, reward_id, reward_cost, content_id, channel, slot
                          FROM orchestrator.decision
                         WHERE decision_id = :decisionId AND customer_id = :customerId
                        """)
                .bind("decisionId", decisionId)
                .bind("customerId", customerId)
                .map(OutcomeStore::chosen)
                .findOne());
    }

    /** The decision whose message was the last to go out to the customer in [from, to]. */
    Optional<Chosen> findLastSend(String customerId, Instant from, Instant to) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT decision.decision_id, decision.segment_id, decision.reward_id, decision.reward_cost,
                               decision.content_id, decision.channel, decision.slot
                          FROM orchestrator.contact
                          JOIN orchestrator.decision ON decision.decision_id = contact.decision_id
                         WHERE contact.customer_id = :customerId AND contact.at >= :from AND contact.at <= :to
                         ORDER BY contact.at DESC, contact.decision_id DESC
                         LIMIT 1
                        """)
                .bind("customerId", customerId)
                .bind("from", from.atOffset(ZoneOffset.UTC))
                .bind("to", to.atOffset(ZoneOffset.UTC))
                .map(OutcomeStore::chosen)
                .findOne());
    }

    private static Chosen chosen(ResultSet row, StatementContext context) throws SQLException {
        return new Chosen(
                row.getString("decision_id"),
                row.getObject("segment_id", Integer.class),
                row.getString("reward_id"),
                row.getObject("reward_cost", Double.class),
                row.getString("content_id"),
                row.getString("channel"),
                row.getString("slot"));
    }
}
