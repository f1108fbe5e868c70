package io.nextbest.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.content.Content;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.content.ContentOperations;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.event.Event;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent over real HTTP and a real PostgreSQL. The log grows from test to test, as it does in life. */
@MicronautTest(environments = "content", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContentControllerTest implements RealPostgres {

    private static final Instant NOW = Instant.parse("2011-12-10T12:00:00Z");
    private static final List<String> PLAIN_EMAILS = List.of("C01", "C02", "C03", "C04", "C05");

    @Client("/")
    interface ContentClient extends ContentOperations, AgentOperations {}

    @Inject
    ContentClient client;

    @Inject
    EventReader reader;

    @Inject
    Database database;

    @Inject
    EmbeddedServer server;

    @Test
    @Order(1)
    void refusesToChooseBeforeItIsTrained() throws Exception {
        var answer = new Calls(server)
                .post("/v1/content/choose", "{\"customer_id\": \"c1\", \"seed\": 1, \"channels\": [\"sms\"]}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("POST /v1/agent/train");
    }

    @Test
    @Order(2)
    void choosesEvenlyAmongWhatFitsWhileNoOutcomeIsOnRecord() {
        var trained = client.train();
        assertThat(trained.metrics()).containsEntry("prior_only", 1.0).containsEntry("response_rate", 0.05);

        var counts = new HashMap<String, Integer>();
        for (int seed = 0; seed < 500; seed++) {
            ContentChoice choice = client.choose(request(seed, null, "email"));
            assertThat(choice.propensity()).isCloseTo(0.2, within(1e-9));
            counts.merge(choice.content().contentId(), 1, Integer::sum);
        }
        assertThat(counts).containsOnlyKeys(PLAIN_EMAILS);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(64, 136)); // 100 ± 4·√80
    }

    @Test
    @Order(3)
    void choosesTheSameForTheSameSeedAndSaysWhy() {
        ContentChoice choice = client.choose(request(9, "voucher", "email", "push"));

        assertThat(client.choose(request(9, "voucher", "email", "push"))).isEqualTo(choice);
        assertThat(choice.policy()).isEqualTo("thompson@1");
        double sum = 0;
        for (Reason reason : choice.reasons()) {
            sum += reason.contribution();
        }
        assertThat(choice.responseProbability()).isEqualTo(sum).isCloseTo(0.05, within(1e-12));
        assertThat(choice.rejected().stream().map(Rejection::candidate))
                .hasSize(19)
                .doesNotHaveDuplicates()
                .doesNotContain(choice.content().contentId());
        assertThat(rejection(choice, "C19")).isEqualTo("eligibility: for sms only");
        assertThat(rejection(choice, "C01")).isEqualTo("eligibility: announces no reward, and one is given");
        assertThat(rejection(client.choose(request(9, "loyalty_points", "email")), "C09"))
                .isEqualTo("eligibility: announces rewards of other types than the one given");
    }

    @ParameterizedTest(name = "{0} by {1}: {2}")
    @Order(4)
    @CsvSource({
        "free_item,      email, C06 C09",
        "loyalty_points, email, C06 C10",
        "gift_card,      push,  C14 C15",
        "other,          sms,   C19",
        "discount,       sms,   C19 C20",
        ",               sms,   C17 C18",
    })
    void saysOnlyWhatFitsTheRewardAndTheChannel(@Nullable String rewardType, String channel, String fitting) {
        ContentChoice choice = client.choose(request(1, rewardType, channel));

        var candidates = new ArrayList<>(List.of(choice.content().contentId()));
        choice.rejected().stream()
                .filter(rejection -> rejection.by().equals("policy"))
                .forEach(rejection -> candidates.add(rejection.candidate()));
        assertThat(candidates).containsExactlyInAnyOrder(fitting.split(" "));
        assertThat(choice.content().actionName().equals("offer_discount")).isEqualTo(rewardType != null);
    }

    @Test
    @Order(5)
    void prefersTheContentThatIsAnswered() {
        var outcomes = new ArrayList<Event>();
        for (int i = 0; i < 300; i++) {
            String content = PLAIN_EMAILS.get(i % 5);
            outcomes.add(outcome("e" + i, "d" + i, content.equals("C03") && i % 2 == 0 ? "click" : "none", content));
        }
        log().append(outcomes);
        reader.catchUp();

        ContentChoice choice = client.choose(request(3, null, "email"));

        assertThat(choice.content().contentId()).isEqualTo("C03");
        assertThat(choice.propensity()).isGreaterThan(0.99);
        assertThat(choice.responseProbability()).isCloseTo((1 + 30) / (20 + 60.0), within(1e-12));
        assertThat(rows("response")).contains("C03|60|30", "C01|60|0");
    }

    @Test
    @Order(6)
    void countsADecisionOnceWhateverComesBackOfIt() {
        log().append(
                        interaction("i1", "open", "C05", "d-twice"),
                        interaction("i2", "click", "C05", "d-twice"),
                        interaction("i3", "click", "C05", null),
                        interaction("i4", "visit", "C05", "d-other"),
                        outcome("o1", "d-twice", "none", "C05"),
                        outcome("o2", "d-twice", "purchase", "C05"));
        reader.catchUp();

        assertThat(rows("response")).contains("C05|61|1");
    }

    @Test
    @Order(7)
    void learnsTheResponseRateFromTheOutcomes() {
        var trained = client.train();

        assertThat(trained.label()).isEqualTo("thompson@2");
        assertThat(trained.metrics()).containsEntry("trials", 301.0).containsEntry("prior_only", 0.0);
        assertThat(trained.metrics().get("response_rate")).isCloseTo(32 / 321.0, within(1e-12));
    }

    @Test
    @Order(8)
    void derivesTheSameTablesAgainFromTheLog() {
        List<String> credited = rows("credited");
        List<String> response = rows("response");
        assertThat(credited).hasSize(301);

        client.rebuild();

        assertThat(rows("credited")).isEqualTo(credited);
        assertThat(rows("response")).isEqualTo(response);
    }

    @Test
    @Order(9)
    void showsTheCatalogueWithEveryKindOfAction() {
        List<Content> catalogue = client.catalogue();

        assertThat(catalogue).hasSize(20);
        assertThat(catalogue.stream().map(Content::actionName).distinct())
                .containsExactlyInAnyOrder("send_message", "recommend_product", "offer_discount");
        assertThat(catalogue.stream().filter(content -> content.channel().equals("sms")))
                .allSatisfy(content -> assertThat(content.subject()).isNull());
    }

    @Test
    @Order(10)
    void answersTheOlderContentServicesCallers() throws Exception {
        var answer = new Calls(server).post("/retrieve", "{\"segment\": \"Loyal\", \"preferredChannel\": \"sms\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"segment\":\"Loyal\",\"contentItems\":[{\"id\":\"C17\",\"subject\":null,\"body\":\"New")
                .contains("\"platform\":\"sms\"")
                .endsWith("\"totalItems\":4}");
        assertThat(new Calls(server)
                        .post("/retrieve", "{\"segment\": \"Loyal\"}")
                        .body())
                .endsWith("\"totalItems\":20}");
        assertThat(new Calls(server)
                        .post("/retrieve", "{\"segment\": \"x\", \"preferredChannel\": \"fax\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @Order(11)
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seed\": 1, \"channels\": [\"sms\"]}                           | customer_id",
                "{\"customer_id\": \"c1\", \"channels\": [\"sms\"]}               | seed",
                "{\"customer_id\": \"c1\", \"seed\": 1}                           | channels",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"channels\": []}         | channels",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"channels\": [\"fax\"]}  | channels",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"channels\": [\"sms\"], \"reward_id\": \"R01\"} | reward_type",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"channels\": [\"sms\"], "
                        + "\"reward_id\": \"R01\", \"reward_type\": \"yacht\"} | channels",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"channels\": [\"sms\"], \"tone\": \"warm\"} | tone",
            })
    void refusesABadRequestAndNamesTheField(String body, String field) throws Exception {
        var answer = new Calls(server).post("/v1/content/choose", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(field);
    }

    private static ContentRequest request(long seed, @Nullable String rewardType, String... channels) {
        String rewardId = rewardType == null ? null : "R01";
        return new ContentRequest("c1", seed, 2, "Loyal", List.of(channels), rewardId, rewardType);
    }

    private static String rejection(ContentChoice choice, String candidate) {
        return choice.rejected().stream()
                .filter(rejection -> rejection.candidate().equals(candidate))
                .map(rejection -> rejection.by() + ": " + rejection.reason())
                .findFirst()
                .orElse("was not rejected");
    }

    private static Event outcome(String event, String decision, String type, String content) {
        return new Event.Outcome(
                event,
                "c1",
                NOW,
                decision,
                type,
                null,
                new Event.Attribution(decision, 2, null, content, "email", null, 0.0));
    }

    private static Event interaction(String event, String type, String content, @Nullable String decision) {
        return new Event.Interaction(event, "c1", NOW, type, "email", content, decision);
    }

    private List<String> rows(String table) {
        String columns =
                table.equals("credited") ? "decision_id, content_id, at, responded" : "content_id, trials, responses";
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT concat_ws('|', %s) FROM content.%s ORDER BY 1".formatted(columns, table))
                        .mapTo(String.class)
                        .list());
    }
}
