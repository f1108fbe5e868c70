package io.nextbest.orchestrator.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.annotation.MockBean;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.orchestrator.decision.Desk;
import io.nextbest.orchestrator.decision.StandIns;
import io.nextbest.orchestrator.decision.StandIns.Agent;
import io.nextbest.orchestrator.decision.StandIns.Mood;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The older systems' paths over real HTTP and a real PostgreSQL. */
@MicronautTest(environments = "orchestrator", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OlderPathsTest implements RealPostgres {

    private final StandIns agents = new StandIns();
    private Desk desk;

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Inject
    JsonMapper json;

    @MockBean(Clock.class)
    Clock clock() {
        return Clock.fixed(Instant.parse("2011-12-10T12:00:00Z"), ZoneOffset.UTC);
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
    }

    @AfterAll
    void close() {
        agents.close();
    }

    @Test
    void answersTheOlderPathTheSameWayTwice() throws Exception {
        String customer = desk.consenting();
        agents.engagement = 0.716;

        assertThat(desk.calls().get("/recommend/" + customer).body())
                .isEqualTo("{\"user_id\":%s,\"action\":\"offer_discount\",\"score\":0.72,\"engagement_score\":0.72}"
                        .formatted(customer))
                .isEqualTo(desk.calls().get("/recommend/" + customer).body());
        var seeds = agents.received.stream()
                .filter(line -> line.startsWith("reward-agent"))
                .distinct();
        assertThat(seeds).as("the same state asks the same question").hasSize(1);
        assertThat(desk.column("SELECT decision_id FROM orchestrator.decision", customer))
                .isEmpty();

        agents.engagement = 0.7;
        assertThat(desk.calls().get("/recommend/" + customer).body())
                .contains("\"action\":\"send_message\",\"score\":0.7,");
    }

    @Test
    void saysOnTheOlderPathThatAnActionIsHeld() throws Exception {
        agents.engagement = 0.9;

        assertThat(desk.calls()
                        .get("/recommend/" + desk.customer(null, Map.of()))
                        .body())
                .contains("\"action\":\"send_message\",\"score\":0.9,")
                .contains("\"held\":true,\"reason\":\"No consent for marketing");
    }

    @Test
    void inventsNoScoreAndNoUserOnTheOlderPath() throws Exception {
        var unknown = desk.calls().get("/recommend/999999999");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"error\":\"User not found\"");
        assertThat(desk.calls().get("/recommend/abc").statusCode()).isEqualTo(400);

        agents.set(Agent.ENGAGEMENT, Mood.FAILING);
        assertThat(desk.calls().get("/recommend/" + desk.consenting()).statusCode())
                .isEqualTo(503);
    }

    @Test
    void saysOnTheOlderPathThatAnAgentIsNotTrainedAndWhatToDo() throws Exception {
        agents.set(Agent.ENGAGEMENT, Mood.UNTRAINED);

        var answer = desk.calls().get("/recommend/" + desk.consenting());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .contains("model-not-trained")
                .contains("\"error\":\"There is no score: the engagement agent is not trained yet: nextbest train"
                        + " engagement, or POST /v1/agent/train to it.\"");
    }

    @Test
    void handsTheWordsOfTheQueryOnToo() throws Exception {
        String body = "{\"recency\": 30, \"frequency\": 5, \"monetary\": 1500}";

        assertThat(desk.calls()
                        .post("/segment/manual?model=standard&x=a%20b", body)
                        .statusCode())
                .isEqualTo(200);

        assertThat(agents.received)
                .containsExactly("segmentation-agent /segment/manual?model=standard&x=a%20b " + body);
    }

    @Test
    void handsTheOlderSegmentationPathsOnUntouched() throws Exception {
        String body = "{\"recency\": 30, \"frequency\": 5, \"monetary\": 1500}";
        var answer = desk.calls().post("/segment/manual", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"segment_id\": 0, \"segment_name\": \"Segment 0\", \"confidence\": 0.955}");
        assertThat(agents.received).containsExactly("segmentation-agent /segment/manual " + body);

        agents.set(Agent.SEGMENTATION, Mood.WITHOUT_RECORD);
        var refusal = desk.calls().post("/segment/customer", "{\"customer_id\": 1}");
        assertThat(refusal.statusCode()).isEqualTo(404);
        assertThat(refusal.body()).isEqualTo(StandIns.NO_RECORD);
    }

    @Test
    void answersTheOlderRewardServicesRoot() throws Exception {
        assertThat(desk.calls().get("/").body()).isEqualTo("{\"status\":\"healthy\",\"version\":\"0.1.0\"}");
    }

    @Test
    void leadsABrowserFromTheRootToTheOperations() throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(server.getURI().resolve("/"))
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .build();

        var answer = java.net.http.HttpClient.newHttpClient()
                .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(answer.headers().firstValue("location")).contains("/docs");
    }
}
