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
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final AtomicInteger CUSTOMERS = new AtomicInteger(500_000);

    private final StandIns agents = new StandIns();
    private final HttpClient http = HttpClient.newHttpClient();
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

    /** The first calls of a JVM take longer than any budget. */
    @BeforeAll
    void warmUp() throws Exception {
        String customer = consenting();
        for (int i = 0; i < 100; i++) {
            if (decide("{\"customer_id\":\"%s\",\"dry_run\":true}".formatted(customer)).degraded().isEmpty() && i > 10) {
                return;
            }
        }
        throw new AssertionError("no complete decision in a hundred");
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
        String customer = consenting();

        String body = post("{\"customer_id\":\"%s\"}".formatted(customer)).body();

        var decision = json.readValue(body, io.micronaut.core.type.Argument.mapOf(String.class, Object.class));
        assertThat(decision.keySet())
                .containsExactly(
                        "decision_id", "customer_id", "at", "dry_run", "action", "propensities", "propensity", "policies",
                        "models", "segment", "predictions", "value", "reasons", "rejected", "degraded", "timings_ms");
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
        assertThat(column("SELECT send || slot || reward_cost || segment_id FROM orchestrator.decision", customer))
                .containsExactly("trueh181.52");
        assertThat(column("SELECT channel FROM orchestrator.contact", customer)).containsExactly("email");
    }

    @Test
    void answersTheSameBytesEverAfter() throws Exception {
        String body = post("{\"customer_id\":\"%s\",\"trigger\":\"basket left\"}".formatted(consenting())).body();
        String id = json.readValue(body, Decision.class).decisionId();
        now = now.plusSeconds(86_400);

        assertThat(get("/v1/decisions/" + id).body()).isEqualTo(body);
        assertThat(get("/v1/decisions/" + id).headers().firstValue("content-type")).contains("application/json");
        assertThat(get("/v1/decisions/0197-none").statusCode()).isEqualTo(404);
    }

    @Test
    void holdsWithAllMembersForACustomerWhoNeverConsented() throws Exception {
        String body = post("{\"customer_id\":\"%s\"}".formatted(customer(null, Map.of()))).body();

        assertThat(body)
                .contains("{\"type\":\"hold\",\"action_name\":null,\"reward_id\":null,\"content_id\":null,"
                        + "\"channel\":null,\"at\":null,\"rule\":\"consent\"")
                .contains("\"propensities\":{},\"propensity\":null,\"policies\":{},\"models\":{},\"segment\":null,"
                        + "\"predictions\":[],\"value\":null,\"reasons\":[],\"rejected\":[],\"degraded\":[]")
                .contains("\"reward-agent\":null");
        assertThat(agents.received).as("nothing is read of the profile without consent").isEmpty();
    }

    @Test
    void holdsWhereConsentIsWithdrawnWhileTheAgentsThink() throws Exception {
        String customer = consenting();
        agents.meanwhile = () -> database.jdbi().useHandle(handle ->
                handle.execute("UPDATE orchestrator.consent SET granted = false WHERE customer_id = ?", customer));

        Decision decision = decide("{\"customer_id\":\"%s\"}".formatted(customer));

        assertThat(decision.action().rule()).isEqualTo("consent");
        assertThat(decision.policies()).containsKey("reward");
        assertThat(column("SELECT channel FROM orchestrator.contact", customer)).isEmpty();
    }

    @Test
    void letsExactlyTheCapThroughHoweverManyAskAtOnce() throws Exception {
        String customer = consenting();
        List<Callable<Decision>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            calls.add(() -> decide("{\"customer_id\":\"%s\"}".formatted(customer)));
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
        assertThat(column("SELECT channel FROM orchestrator.contact", customer)).hasSize(2);
    }

    @Test
    void holdsInTheCustomersNightAndWhereItsZoneIsUnknown() throws Exception {
        assertThat(decide("{\"customer_id\":\"%s\"}".formatted(customer("Asia/Tokyo", Map.of("email", true))))
                        .action()
                        .rule())
                .as("18:00 in London is 03:00 in Tokyo")
                .isEqualTo("quiet-hours");
        assertThat(decide("{\"customer_id\":\"%s\"}".formatted(customer("Nowhere/Land", Map.of("email", true))))
                        .action()
                        .rule())
                .isEqualTo("quiet-hours");
    }

    @Test
    void sendsInTheNextMorningWhereTheTimingAgentIsMissingAtNight() throws Exception {
        now = Instant.parse("2011-12-10T23:30:00Z");
        agents.set(Agent.TIMING, Mood.FAILING);

        assertThat(decide("{\"customer_id\":\"%s\"}".formatted(consenting())).action().at())
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
        "ENGAGEMENT,   WITHOUT_RECORD,   ERROR",
        "CONTENT,      REDIRECTING,      BAD_RESPONSE",
        "REWARD,       HUGE,             BAD_RESPONSE",
    })
    void decidesWithoutAnAgent(Agent agent, Mood mood, String cause) throws Exception {
        agents.set(agent, mood);

        long start = System.nanoTime();
        Decision decision = decide("{\"customer_id\":\"%s\"}".formatted(consenting()));
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertThat(decision.action().type()).isEqualTo("send");
        assertThat(decision.degraded())
                .filteredOn(degradation -> degradation.agent().equals(agent.id))
                .extracting(Decision.Degradation::cause)
                .containsExactly(cause);
        assertThat(decision.timingsMs()).containsEntry(agent.id, null);
        assertThat(millis).isLessThan(600);
    }

    @ParameterizedTest
    @EnumSource(Agent.class)
    void decidesWithoutAnAgentThatIsDown(Agent agent) throws Exception {
        agents.stop(agent);
        try {
            assertThat(decide("{\"customer_id\":\"%s\"}".formatted(consenting())).degraded())
                    .filteredOn(degradation -> degradation.agent().equals(agent.id))
                    .extracting(Decision.Degradation::cause)
                    .containsExactly("ERROR");
        } finally {
            agents.start(agent);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Mood.class, names = {"SLOW", "FAILING", "GARBAGE"})
    void decidesInTimeWithoutAnyAgent(Mood mood) throws Exception {
        for (Agent agent : Agent.values()) {
            agents.set(agent, mood);
        }
        long start = System.nanoTime();
        Decision decision = decide("{\"customer_id\":\"%s\"}".formatted(consenting()));
        long millis = (System.nanoTime() - start) / 1_000_000;

        assertThat(decision.action().contentId()).isEqualTo("C-default");
        assertThat(decision.action().at()).isEqualTo(now);
        assertThat(decision.degraded()).hasSize(5);
        assertThat(millis).isLessThan(700);
    }

    @Test
    void givesEachAgentASeedThatTheIdImplies() throws Exception {
        Decision decision = decide("{\"customer_id\":\"%s\"}".formatted(consenting()));

        assertThat(agents.received)
                .anyMatch(line -> line.startsWith("reward-agent")
                        && line.contains("\"seed\":" + Seed.of(decision.decisionId(), "reward-agent")))
                .anyMatch(line -> line.startsWith("content-agent")
                        && line.contains("\"seed\":" + Seed.of(decision.decisionId(), "content-agent"))
                        && line.contains("\"channels\":[\"email\"]"));
    }

    @Test
    void leavesNoTraceOfADryRun() throws Exception {
        String customer = consenting();

        Decision decision = decide("{\"customer_id\":\"%s\",\"dry_run\":true}".formatted(customer));

        assertThat(decision.dryRun()).isTrue();
        assertThat(decision.action().type()).isEqualTo("send");
        assertThat(column("SELECT decision_id FROM orchestrator.decision", customer)).isEmpty();
        assertThat(column("SELECT decision_id FROM orchestrator.contact", customer)).isEmpty();
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
        long before = count();

        HttpResponse<String> answer = post(body == null ? "" : body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains(field == null ? "\"error\":" : "\"field\":\"" + field);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void refusesABodyOfAMegabyteAndOneOf65Kilobytes() throws Exception {
        long before = count();
        String customer = consenting();

        assertThat(post("{\"customer_id\":\"%s\",\"trigger\":\"%s\"}".formatted(customer, "x".repeat(1 << 20))).statusCode())
                .isEqualTo(413);
        assertThat(post("{\"customer_id\":\"%s\"%s}".formatted(customer, " ".repeat(65 * 1024))).statusCode())
                .isEqualTo(413);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void doesNotKnowACustomerWhomTheLogNeverNamed() throws Exception {
        HttpResponse<String> answer = post("{\"customer_id\":\"nobody\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("customer-unknown");
    }

    @Test
    void answersTheOlderPathTheSameWayTwice() throws Exception {
        String customer = consenting();
        agents.engagement = 0.716;

        assertThat(get("/recommend/" + customer).body())
                .isEqualTo("{\"user_id\":%s,\"action\":\"offer_discount\",\"score\":0.72,\"engagement_score\":0.72}"
                        .formatted(customer))
                .isEqualTo(get("/recommend/" + customer).body());
        var seeds = agents.received.stream()
                .filter(line -> line.startsWith("reward-agent"))
                .distinct();
        assertThat(seeds).as("the same state asks the same question").hasSize(1);
        assertThat(column("SELECT decision_id FROM orchestrator.decision", customer)).isEmpty();

        agents.engagement = 0.7;
        assertThat(get("/recommend/" + customer).body()).contains("\"action\":\"send_message\",\"score\":0.7,");
    }

    @Test
    void saysOnTheOlderPathThatAnActionIsHeld() throws Exception {
        agents.engagement = 0.9;

        assertThat(get("/recommend/" + customer(null, Map.of())).body())
                .contains("\"action\":\"send_message\",\"score\":0.9,")
                .contains("\"held\":true,\"reason\":\"No consent for marketing");
    }

    @Test
    void inventsNoScoreAndNoUserOnTheOlderPath() throws Exception {
        var unknown = get("/recommend/999999999");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"error\":\"User not found\"");
        assertThat(get("/recommend/abc").statusCode()).isEqualTo(400);

        agents.set(Agent.ENGAGEMENT, Mood.FAILING);
        assertThat(get("/recommend/" + consenting()).statusCode()).isEqualTo(503);
    }

    @Test
    void handsTheOlderSegmentationPathsOnUntouched() throws Exception {
        String body = "{\"recency\": 30, \"frequency\": 5, \"monetary\": 1500}";
        var answer = send("/segment/manual", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"segment_id\": 0, \"segment_name\": \"Segment 0\", \"confidence\": 0.955}");
        assertThat(agents.received).containsExactly("segmentation-agent /segment/manual " + body);

        agents.set(Agent.SEGMENTATION, Mood.WITHOUT_RECORD);
        var refusal = send("/segment/customer", "{\"customer_id\": 1}");
        assertThat(refusal.statusCode()).isEqualTo(404);
        assertThat(refusal.body()).isEqualTo("{\"error\":\"No purchase on record\"}");
    }

    @Test
    void answersTheOlderRewardServicesRoot() throws Exception {
        assertThat(get("/").body()).isEqualTo("{\"status\":\"healthy\",\"version\":\"0.1.0\"}");
    }

    private String consenting() {
        return customer(null, Map.of("email", true));
    }

    private String customer(String zone, Map<String, Boolean> consents) {
        String id = Integer.toString(CUSTOMERS.incrementAndGet());
        database.jdbi().useTransaction(handle -> {
            handle.execute("INSERT INTO orchestrator.customer (customer_id, first_seen_seq, time_zone) VALUES (?, 1, ?)", id, zone);
            consents.forEach((channel, granted) -> handle.execute(
                    "INSERT INTO orchestrator.consent (customer_id, channel, purpose, granted, at, seq)"
                            + " VALUES (?, ?, 'marketing', ?, now(), 1)",
                    id, channel, granted));
        });
        return id;
    }

    private List<String> column(String select, String customer) {
        return database.jdbi().withHandle(handle -> handle.createQuery(select + " WHERE customer_id = :id")
                .bind("id", customer)
                .mapTo(String.class)
                .list());
    }

    private long count() {
        return database.jdbi().withHandle(handle ->
                handle.createQuery("SELECT count(*) FROM orchestrator.decision").mapTo(Long.class).one());
    }

    private Decision decide(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readValue(answer.body(), Decision.class);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send("/v1/decisions", body);
    }

    private HttpResponse<String> send(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.getURI().resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.getURI().resolve(path)).build(), BodyHandlers.ofString());
    }
}
