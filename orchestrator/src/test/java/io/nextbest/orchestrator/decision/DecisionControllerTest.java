package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.annotation.MockBean;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.orchestrator.decision.StandIns.Agent;
import io.nextbest.orchestrator.decision.StandIns.Mood;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole decision over real HTTP and a real PostgreSQL, with agents that can be told to misbehave. */
@MicronautTest(environments = "orchestrator", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionControllerTest implements RealPostgres {

    private final StandIns agents = new StandIns();
    private Desk desk;
    private Instant now = Said.NOON;

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Inject
    JsonMapper json;

    @MockBean(Clock.class)
    Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.putAll(agents.properties());
        properties.put("decision.deadline", "500ms"); // wider than the default: other work shares this machine
        properties.put("decision.agent-budget", "150ms");
        properties.put("decision.holdout-share", "0");
        return properties;
    }

    @BeforeAll
    void warmUp() throws Exception {
        desk = new Desk(server, database, json);
        desk.warmUp();
    }

    @BeforeEach
    void calm() {
        agents.calm();
        agents.sendAt = "2011-12-10T18:00:00Z";
        now = Said.NOON;
    }

    @AfterAll
    void close() {
        agents.close();
    }

    @Test
    void answersTheCompleteDecisionWithEveryMember() throws Exception {
        String customer = desk.consenting();

        String body = desk.post("{\"customer_id\":\"%s\"}".formatted(customer)).body();

        var decision = json.readValue(body, io.micronaut.core.type.Argument.mapOf(String.class, Object.class));
        assertThat(decision.keySet())
                .containsExactly(
                        "decision_id",
                        "customer_id",
                        "at",
                        "dry_run",
                        "action",
                        "propensities",
                        "propensity",
                        "policies",
                        "models",
                        "segment",
                        "predictions",
                        "value",
                        "reasons",
                        "rejected",
                        "degraded",
                        "timings_ms");
        assertThat(body)
                .contains("\"at\":\"2011-12-10T12:00:00Z\",\"dry_run\":false")
                .contains("\"action\":{\"type\":\"send\",\"action_name\":\"offer_discount\",\"reward_id\":\"R10\","
                        + "\"content_id\":\"C7\",\"channel\":\"email\",\"at\":\"2011-12-10T18:00:00Z\","
                        + "\"rule\":null,\"reason\":null}")
                .contains("\"propensities\":{\"reward\":0.7,\"content\":0.6,\"timing\":0.25}")
                .contains("\"value\":{\"amount\":2.6,\"unit\":\"GBP\"}")
                .contains("\"segment\":{\"segment_id\":2,\"segment_name\":\"Loyal\",\"confidence\":0.81}")
                .contains("\"degraded\":[]");
        assertThat(json.readValue(body, Decision.class).propensity()).isBetween(0.10499, 0.10501);
        assertThat(desk.column("SELECT send || slot || reward_cost || segment_id FROM orchestrator.decision", customer))
                .containsExactly("trueh181.52");
        assertThat(desk.column("SELECT channel FROM orchestrator.contact", customer))
                .containsExactly("email");
    }

    @Test
    void answersTheSameBytesEverAfter() throws Exception {
        String request = "{\"customer_id\":\"%s\",\"trigger\":\"basket left\"}".formatted(desk.consenting());
        String body = desk.post(request).body();
        String id = json.readValue(body, Decision.class).decisionId();
        now = now.plusSeconds(86_400);

        assertThat(desk.calls().get("/v1/decisions/" + id).body()).isEqualTo(body);
        assertThat(desk.calls().get("/v1/decisions/" + id).headers().firstValue("content-type"))
                .contains("application/json");
        assertThat(desk.calls().get("/v1/decisions/0197-none").statusCode()).isEqualTo(404);
    }

    @Test
    void holdsWithAllMembersForACustomerWhoNeverConsented() throws Exception {
        String body = desk.post("{\"customer_id\":\"%s\"}".formatted(desk.customer(null, Map.of())))
                .body();

        assertThat(body)
                .contains("{\"type\":\"hold\",\"action_name\":null,\"reward_id\":null,\"content_id\":null,"
                        + "\"channel\":null,\"at\":null,\"rule\":\"consent\"")
                .contains("\"propensities\":{},\"propensity\":null,\"policies\":{},\"models\":{},\"segment\":null,"
                        + "\"predictions\":[],\"value\":null,\"reasons\":[],\"rejected\":[],\"degraded\":[]")
                .contains("\"reward-agent\":null");
        assertThat(agents.received)
                .as("nothing is read of the profile without consent")
                .isEmpty();
    }

    @Test
    void holdsWhereConsentIsWithdrawnWhileTheAgentsThink() throws Exception {
        String customer = desk.consenting();
        agents.meanwhile = () -> database.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE orchestrator.consent SET granted = false WHERE customer_id = ?", customer));

        Decision decision = desk.decide("{\"customer_id\":\"%s\"}".formatted(customer));

        assertThat(decision.action().rule()).isEqualTo("consent");
        assertThat(decision.policies()).containsKey("reward");
        assertThat(desk.column("SELECT channel FROM orchestrator.contact", customer))
                .isEmpty();
    }

    @Test
    void letsExactlyTheCapThroughHoweverManyAskAtOnce() throws Exception {
        String customer = desk.consenting();
        List<Callable<Decision>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            calls.add(() -> desk.decide("{\"customer_id\":\"%s\"}".formatted(customer)));
        }
        List<String> actions = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(64)) {
            for (var future : threads.invokeAll(calls)) {
                var action = future.get().action();
                actions.add(action.rule() == null ? action.type() : action.rule());
            }
        }

        assertThat(actions).filteredOn("send"::equals).hasSize(2);
        assertThat(actions).filteredOn("frequency-cap"::equals).hasSize(62);
        assertThat(desk.column("SELECT channel FROM orchestrator.contact", customer))
                .hasSize(2);
    }

    @Test
    void holdsInTheCustomersNightAndWhereItsZoneIsUnknown() throws Exception {
        assertThat(desk.decide("{\"customer_id\":\"%s\"}".formatted(desk.customer("Asia/Tokyo", Map.of("email", true))))
                        .action()
                        .rule())
                .as("18:00 in London is 03:00 in Tokyo")
                .isEqualTo("quiet-hours");
        String lost = desk.customer("Nowhere/Land", Map.of("email", true));
        assertThat(desk.decide("{\"customer_id\":\"%s\"}".formatted(lost))
                        .action()
                        .rule())
                .isEqualTo("quiet-hours");
    }

    @Test
    void sendsInTheNextMorningWhereTheTimingAgentIsMissingAtNight() throws Exception {
        now = Instant.parse("2011-12-10T23:30:00Z");
        agents.set(Agent.TIMING, Mood.FAILING);

        assertThat(desk.decide("{\"customer_id\":\"%s\"}".formatted(desk.consenting()))
                        .action()
                        .at())
                .isEqualTo("2011-12-11T08:00:00Z");
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource({
        "SEGMENTATION, SLOW,             TIMEOUT",
        "ENGAGEMENT,   SLOW,             TIMEOUT",
        "REWARD,       SLOW,             TIMEOUT",
        "CONTENT,      SLOW,             TIMEOUT",
        "TIMING,       SLOW,             TIMEOUT",
        "SEGMENTATION, GARBAGE,          BAD_RESPONSE",
        "ENGAGEMENT,   GARBAGE,          BAD_RESPONSE",
        "REWARD,       GARBAGE,          BAD_RESPONSE",
        "CONTENT,      GARBAGE,          BAD_RESPONSE",
        "TIMING,       GARBAGE,          BAD_RESPONSE",
        "SEGMENTATION, FAILING,          ERROR",
        "ENGAGEMENT,   FAILING,          ERROR",
        "REWARD,       FAILING,          ERROR",
        "CONTENT,      FAILING,          ERROR",
        "TIMING,       FAILING,          ERROR",
        "SEGMENTATION, NOT_A_NUMBER,     BAD_RESPONSE",
        "ENGAGEMENT,   NOT_A_NUMBER,     BAD_RESPONSE",
        "REWARD,       NOT_A_NUMBER,     BAD_RESPONSE",
        "CONTENT,      NOT_A_NUMBER,     BAD_RESPONSE",
        "TIMING,       NOT_A_NUMBER,     BAD_RESPONSE",
        "SEGMENTATION, ANOTHER_CUSTOMER, BAD_RESPONSE",
        "ENGAGEMENT,   ANOTHER_CUSTOMER, BAD_RESPONSE",
        "SEGMENTATION, UNTRAINED,        NOT_TRAINED",
        "REWARD,       UNTRAINED,        NOT_TRAINED",
        "SEGMENTATION, WITHOUT_RECORD,   CUSTOMER_UNKNOWN",
        "ENGAGEMENT,   WITHOUT_RECORD,   CUSTOMER_UNKNOWN",
        "SEGMENTATION, ANOTHER_PATH,     ERROR",
        "SEGMENTATION, ANOTHER_SERVER,   ERROR",
        "ENGAGEMENT,   ANOTHER_SERVER,   ERROR",
        "REWARD,       ANOTHER_SERVER,   ERROR",
        "CONTENT,      REDIRECTING,      BAD_RESPONSE",
        "REWARD,       HUGE,             BAD_RESPONSE",
    })
    void decidesWithoutAnAgent(Agent agent, Mood mood, String cause) throws Exception {
        agents.set(agent, mood);

        long start = System.nanoTime();
        Decision decision = desk.decide("{\"customer_id\":\"%s\"}".formatted(desk.consenting()));
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertThat(decision.action().type()).isEqualTo("send");
        assertThat(decision.degraded())
                .filteredOn(degradation -> degradation.agent().equals(agent.id))
                .singleElement()
                .satisfies(missing -> assertThat(missing.cause()).isEqualTo(cause))
                .satisfies(missing -> assertThat(missing.fallback()
                                .contains("not trained yet: nextbest train "
                                        + agent.name().toLowerCase(Locale.ROOT)))
                        .isEqualTo(cause.equals("NOT_TRAINED")))
                .satisfies(missing -> assertThat(missing.fallback().contains("nothing on record of this customer"))
                        .isEqualTo(cause.equals("CUSTOMER_UNKNOWN")));
        assertThat(decision.timingsMs()).containsEntry(agent.id, null);
        assertThat(millis).isLessThan(600);
    }

    @ParameterizedTest
    @EnumSource(Agent.class)
    void decidesWithoutAnAgentThatIsDown(Agent agent) throws Exception {
        agents.stop(agent);
        try {
            assertThat(desk.decide("{\"customer_id\":\"%s\"}".formatted(desk.consenting()))
                            .degraded())
                    .filteredOn(degradation -> degradation.agent().equals(agent.id))
                    .extracting(Decision.Degradation::cause)
                    .containsExactly("ERROR");
        } finally {
            agents.start(agent);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"SLOW", "FAILING", "GARBAGE"})
    void decidesInTimeWithoutAnyAgent(Mood mood) throws Exception {
        for (Agent agent : Agent.values()) {
            agents.set(agent, mood);
        }
        long start = System.nanoTime();
        Decision decision = desk.decide("{\"customer_id\":\"%s\"}".formatted(desk.consenting()));
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertThat(decision.action().contentId()).isEqualTo("C01");
        assertThat(decision.action().at()).isEqualTo(now);
        assertThat(decision.degraded()).hasSize(5);
        assertThat(millis).isLessThan(700);
    }

    @Test
    void givesEachAgentASeedThatTheIdImplies() throws Exception {
        Decision decision = desk.decide("{\"customer_id\":\"%s\"}".formatted(desk.consenting()));

        assertThat(agents.received)
                .anyMatch(line -> line.startsWith("reward-agent")
                        && line.contains("\"seed\":" + Seed.of(decision.decisionId(), "reward-agent")))
                .anyMatch(line -> line.startsWith("content-agent")
                        && line.contains("\"seed\":" + Seed.of(decision.decisionId(), "content-agent"))
                        && line.contains("\"channels\":[\"email\"]"));
    }

    @Test
    void leavesNoTraceOfADryRun() throws Exception {
        String customer = desk.consenting();

        Decision decision = desk.decide("{\"customer_id\":\"%s\",\"dry_run\":true}".formatted(customer));

        assertThat(decision.dryRun()).isTrue();
        assertThat(decision.action().type()).isEqualTo("send");
        assertThat(desk.column("SELECT decision_id FROM orchestrator.decision", customer))
                .isEmpty();
        assertThat(desk.column("SELECT decision_id FROM orchestrator.contact", customer))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} names {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                | customer_id",
                "{\"customer_id\": \"\"}                           | customer_id",
                "{\"customer_id\": null}                           | customer_id",
                "{\"customer_id\": {}}                             | customer_id",
                "{\"customer_id\": \"1\", \"chanels\": []}         | chanels",
                "{\"customer_id\": \"1\", \"channels\": []}        | channels",
                "{\"customer_id\": \"1\", \"channels\": \"email\"} | channels",
                "{\"customer_id\": \"1\", \"channels\": [\"fax\"]} | channels",
                "{\"customer_id\": \"1\", \"dry_run\": \"maybe\"}  | dry_run",
                "{\"customer_id\": \"1\", \"deadline_ms\": 5}      | deadline_ms",
                "{\"customer_id\": \"1\", \"deadline_ms\": 1.5}    | deadline_ms",
                "{\"customer_id\": \"1\", \"deadline_ms\": NaN}    |",
                "[]                                                |",
                "{\"customer_id\":                                 |",
                "''                                                |",
            })
    void refusesBadInputAndStoresNothing(String body, String field) throws Exception {
        long before = desk.count();

        HttpResponse<String> answer = desk.post(body == null ? "" : body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains(field == null ? "\"error\":" : "\"field\":\"" + field);
        assertThat(desk.count()).isEqualTo(before);
    }

    @Test
    void refusesABodyOfAMegabyteAndOneOf65Kilobytes() throws Exception {
        long before = desk.count();
        String customer = desk.consenting();

        String megabyte = "{\"customer_id\":\"%s\",\"trigger\":\"%s\"}".formatted(customer, "x".repeat(1 << 20));
        String blanks = "{\"customer_id\":\"%s\"%s}".formatted(customer, " ".repeat(65 * 1024));
        assertThat(desk.post(megabyte).statusCode()).isEqualTo(413);
        assertThat(desk.post(blanks).statusCode()).isEqualTo(413);
        assertThat(desk.count()).isEqualTo(before);
    }

    @Test
    void doesNotKnowACustomerWhomTheLogNeverNamed() throws Exception {
        HttpResponse<String> answer = desk.post("{\"customer_id\":\"nobody\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("customer-unknown");
    }
}
