package io.nextbest.orchestrator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.EventOperations;
import io.nextbest.orchestrator.event.EventStore;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Outcomes over real HTTP, against three decisions on record of one customer. */
@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@Property(name = "outcome.margin", value = "0.5")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttributionTest implements RealPostgres {

    @Client("/")
    @Requires(property = "spec.name", value = "event-log")
    interface OutcomeClient extends EventOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    OutcomeClient client;

    @Inject
    Database database;

    @Inject
    EventStore store;

    private Calls calls;

    @BeforeAll
    void decide() {
        database.jdbi().useTransaction(handle -> {
            handle.execute("""
                INSERT INTO orchestrator.decision (decision_id, customer_id, at, send, segment_id, reward_id,
                                                   reward_cost, content_id, channel, slot, body)
                VALUES ('d1', 'c', '2011-12-01T12:00:00Z', true, 2, 'R10', 1.5, 'C7', 'email', 'tue-09', '{}'),
                       ('d2', 'c', '2011-12-03T12:00:00Z', true, 2, NULL, NULL, 'C8', 'push', 'fri-18', '{}'),
                       ('d3', 'c', '2011-12-04T12:00:00Z', false, NULL, NULL, NULL, NULL, NULL, NULL, '{}'),
                       ('p1', 'planned', '2011-12-01T12:00:00Z', true, 2, NULL, NULL, 'C7', 'email', 'thu-12', '{}'),
                       ('p2', 'planned', '2011-12-01T13:00:00Z', true, 2, NULL, NULL, 'C8', 'push', 'sun-18', '{}')
                """);
            handle.execute("""
                INSERT INTO orchestrator.contact (decision_id, customer_id, channel, at)
                VALUES ('d1', 'c', 'email', '2011-12-01T12:00:00Z'),
                       ('d2', 'c', 'push', '2011-12-03T12:00:00Z'),
                       ('p1', 'planned', 'email', '2011-12-01T14:00:00Z'),
                       ('p2', 'planned', 'push', '2011-12-04T18:00:00Z')
                """);
        });
    }

    @BeforeEach
    void connect() {
        calls = new Calls(server);
    }

    private static String outcome(String eventId, String members) {
        return "{\"kind\":\"outcome\",\"event_id\":\"" + eventId + "\",\"customer_id\":\"c\"," + members + "}";
    }

    private Event.Attribution attributed(String eventId, String members) {
        var answer = calls.post("/v1/events", outcome(eventId, members));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var events = client.read(store.lastSeq() - 1, 1, null).events();
        assertThat(events.getFirst().event()).isInstanceOf(Event.Outcome.class);
        return ((Event.Outcome) events.getFirst().event()).attribution();
    }

    private String refusal(String event) {
        long before = store.lastSeq();
        var answer = calls.post("/v1/events", event);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(store.lastSeq()).isEqualTo(before);
        return answer.body();
    }

    @Test
    void copiesWhatTheNamedDecisionChose() {
        assertThat(attributed(
                        "o1",
                        "\"at\":\"2011-12-05T12:00:00Z\",\"decision_id\":\"d1\",\"type\":\"redeem\",\"amount\":10"))
                .isEqualTo(new Event.Attribution("d1", 2, "R10", "C7", "email", "tue-09", 3.5)); // 10 · 0.5 − 1.5
    }

    @Test
    void findsTheLastMessageInsideItsWindow() {
        assertThat(attributed("o2", "\"at\":\"2011-12-05T12:00:00Z\",\"type\":\"click\"")
                        .decisionId())
                .isEqualTo("d2");
        assertThat(attributed("o3", "\"at\":\"2011-12-02T12:00:00Z\",\"type\":\"click\"")
                        .decisionId())
                .isEqualTo("d1");
        assertThat(attributed("o4", "\"at\":\"2011-12-10T12:00:00Z\",\"type\":\"click\"")
                        .decisionId())
                .isEqualTo("d2");
        assertThat(refusal(outcome("o5", "\"at\":\"2011-12-10T12:00:01Z\",\"type\":\"click\"")))
                .contains("decision_id");
        assertThat(refusal(outcome("o6", "\"at\":\"2011-12-01T11:59:59Z\",\"type\":\"click\"")))
                .contains("decision_id");
    }

    @Test
    void creditsTheLastMessageThatHadGoneOutAndNotOneStillPlanned() {
        assertThat(attributedToPlanned("o10", "2011-12-02T12:00:00Z")).isEqualTo("p1");
        assertThat(attributedToPlanned("o11", "2011-12-04T18:00:00Z")).isEqualTo("p2");
        assertThat(refusal(outcome("o12", "\"at\":\"2011-12-01T13:30:00Z\",\"type\":\"click\"")
                        .replace("\"c\"", "\"planned\"")))
                .contains("\"field\":\"decision_id\"");
    }

    private String attributedToPlanned(String eventId, String at) {
        var event = outcome(eventId, "\"at\":\"" + at + "\",\"type\":\"click\"").replace("\"c\"", "\"planned\"");
        var answer = calls.post("/v1/events", event);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var stored =
                client.read(store.lastSeq() - 1, 1, null).events().getFirst().event();
        return ((Event.Outcome) stored).attribution().decisionId();
    }

    @Test
    void refusesAnUnknownDecisionAndAnotherCustomersOne() {
        String members = "\"at\":\"2011-12-05T12:00:00Z\",\"type\":\"click\",\"decision_id\":\"%s\"";

        assertThat(refusal(outcome("o7", members.formatted("none")))).contains("\"field\":\"decision_id\"");
        assertThat(refusal(outcome("o8", members.formatted("d1")).replace("\"c\"", "\"other\"")))
                .contains("\"field\":\"decision_id\"");
    }

    @Test
    void takesAnOutcomeOnceThoughItsBodyIsStoredWithMoreThanWasSent() {
        String members = "\"at\":\"2011-12-05T12:00:00Z\",\"type\":\"open\",\"decision_id\":\"d2\"";
        attributed("o9", members);

        assertThat(calls.post("/v1/events", outcome("o9", members)).body())
                .contains("\"duplicates\":1")
                .contains("\"detail\":null");
    }

    @Test
    void withdrawsConsentForTheChannelFromWhichTheCustomerUnsubscribes() {
        String consent = """
                {"kind":"consent_change","event_id":"consent-%s","customer_id":"c","at":"2011-12-01T00:00:00Z",
                 "purpose":"marketing","channel":"%s","granted":true}""";
        calls.post("/v1/events", "[%s,%s]".formatted(consent.formatted("e", "email"), consent.formatted("p", "push")));
        assertThat(granted()).containsExactlyInAnyOrder("email", "push");

        attributed("o13", "\"at\":\"2011-12-05T12:00:00Z\",\"decision_id\":\"d1\",\"type\":\"unsubscribe\"");

        assertThat(granted()).containsExactly("push");
    }

    private List<String> granted() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT channel FROM orchestrator.consent WHERE customer_id = 'c' AND granted")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void takesExposuresToADecisionOnRecordOnly() {
        String exposure = """
                {"kind":"exposure","event_id":"x1","customer_id":"c","at":"2011-12-01T13:00:00Z","decision_id":"%s"}""";

        assertThat(calls.post("/v1/events", exposure.formatted("d1")).statusCode())
                .isEqualTo(200);
        assertThat(refusal(exposure.formatted("none").replace("x1", "x2"))).contains("\"field\":\"decision_id\"");
    }
}
