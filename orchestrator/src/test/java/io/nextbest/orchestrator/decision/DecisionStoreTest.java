package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.annotation.MockBean;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions that meet other transactions, and ids that the database cannot hold. */
@MicronautTest(environments = "orchestrator", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionStoreTest implements RealPostgres {

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final StandIns agents = new StandIns();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Desk desk;

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Inject
    JsonMapper json;

    @MockBean(Clock.class)
    Clock clock() {
        return Clock.fixed(Said.NOON, ZoneOffset.UTC);
    }

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.putAll(agents.properties());
        properties.put("decision.deadline", "500ms"); // wider than the default: other work shares this machine
        properties.put("decision.agent-budget", "150ms");
        properties.put("decision.holdout-share", "0");
        properties.put("guardrail.quiet-from", "00:00");
        properties.put("guardrail.quiet-to", "00:00");
        return properties;
    }

    @BeforeAll
    void warmUp() throws Exception {
        desk = new Desk(server, database, json);
        desk.warmUp();
    }

    @AfterAll
    void close() {
        threads.close();
        agents.close();
    }

    private Future<Decision> ask(String customer) {
        return threads.submit(() -> desk.decide("{\"customer_id\":\"%s\"}".formatted(customer)));
    }

    /** Until the decision waits for a lock, or is over because it did not. */
    private void awaitWaiting(Handle other, Future<Decision> decision) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!decision.isDone()
                && other.createQuery("SELECT count(*) FROM pg_catalog.pg_locks WHERE NOT granted")
                                .mapTo(Long.class)
                                .one()
                        == 0) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void storesWhatTheCallerGaveAlongWithTheAnswer() throws Exception {
        String customer = desk.consenting();

        desk.post("{\"customer_id\":\"%s\",\"channels\":[\"email\",\"sms\"],\"trigger\":\"basket left\"}"
                .formatted(customer));

        String asked = database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT asked_channels || '|' || asked_trigger
                          FROM orchestrator.decision
                         WHERE customer_id = :customer
                        """)
                        .bind("customer", customer)
                        .mapTo(String.class)
                        .one());
        assertThat(asked).isEqualTo("email,sms|basket left");
    }

    @Test
    void seesAWithdrawalThatIsBeingCommittedWhileItIsRecorded() throws Exception {
        String customer = desk.consenting();
        Future<Decision> decision;
        try (Handle withdrawal = database.jdbi().open()) {
            withdrawal.begin();
            withdrawal.execute("UPDATE orchestrator.consent SET granted = false WHERE customer_id = ?", customer);
            decision = ask(customer);
            awaitWaiting(withdrawal, decision);
            withdrawal.commit();
        }

        assertThat(decision.get().action().rule()).isEqualTo("consent");
    }

    @Test
    void seesATimeZoneThatIsBeingCommittedWhileItIsRecorded() throws Exception {
        String customer = desk.consenting();
        Future<Decision> decision;
        try (Handle change = database.jdbi().open()) {
            change.begin();
            change.execute(
                    "UPDATE orchestrator.customer SET time_zone = 'Nowhere/Land' WHERE customer_id = ?", customer);
            decision = ask(customer);
            awaitWaiting(change, decision);
            change.commit();
        }

        assertThat(decision.get().action().rule()).isEqualTo("quiet-hours");
    }

    @Test
    void refusesInsteadOfWaitingForALockWithoutEnd() throws Exception {
        String customer = desk.consenting();
        try (Handle other = database.jdbi().open()) {
            other.begin();
            other.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))")
                    .bind("id", customer)
                    .map((row, context) -> true)
                    .one();

            long start = System.nanoTime();
            var answer = desk.post("{\"customer_id\":\"%s\"}".formatted(customer));

            assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            other.rollback();
        }
        assertThat(desk.column("SELECT decision_id FROM orchestrator.decision", customer))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer_id", "trigger"})
    void refusesTextThatTheDatabaseCannotHold(String field) throws Exception {
        String other = field.equals("trigger") ? ",\"customer_id\":\"1\"" : "";
        var answer = desk.post("{\"%s\":\"a\\u0000b\"%s}".formatted(field, other));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field);
    }

    @Test
    void knowsNoDecisionUnderAnIdThatTheDatabaseCannotHold() throws Exception {
        assertThat(desk.calls().get("/v1/decisions/%00").statusCode()).isEqualTo(404);
        assertThat(desk.calls().get("/v1/decisions/a%00b").statusCode()).isEqualTo(404);
        assertThat(desk.calls().get("/recommend/%00").statusCode()).isBetween(400, 499);
    }
}
