package io.nextbest.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.annotation.MockBean;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.reward.RewardOperations;
import io.nextbest.contracts.reward.RewardRequest;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent over real HTTP and a real PostgreSQL. The log grows from test to test, as it does in life. */
@MicronautTest(environments = "reward", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RewardControllerTest implements RealPostgres {

    private static final Instant NOW = Instant.parse("2011-12-10T12:00:00Z");
    private static final int LOYAL = 2;

    private static final Map<String, String> COLUMNS = Map.of(
            "invoice", "customer_id, invoice, at, amount",
            "credited", "decision_id, segment_id, reward_id, responded, redeemed",
            "response", "segment_id, reward_id, trials, responses, redemptions");

    @Client("/")
    interface RewardClient extends RewardOperations, AgentOperations {}

    @Inject
    RewardClient client;

    @Inject
    EventReader reader;

    @Inject
    Database database;

    @Inject
    EmbeddedServer server;

    @MockBean(Clock.class)
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Test
    @Order(1)
    void refusesToChooseBeforeItIsTrained() throws Exception {
        var answer = new Calls(server)
                .post("/v1/reward/choose", "{\"customer_id\": \"c1\", \"seed\": 1, \"predictions\": []}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("POST /v1/agent/train");
    }

    @Test
    @Order(2)
    void refusesToTrainOnALogWithoutPurchases() throws Exception {
        var answer = new Calls(server).post("/v1/agent/train", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("import more purchases");
    }

    /** 20 customers buy every 28 days for 20 GBP, so one customer-week in four has a purchase. */
    @Test
    @Order(3)
    void learnsTheRateAndTheBasketFromThePurchases() {
        var events = new ArrayList<Event>();
        for (int customer = 0; customer < 20; customer++) {
            for (int order = 0; order < 8; order++) {
                Instant at = NOW.minus(Duration.ofDays(3 + 7 * (customer % 4) + 28 * order));
                events.add(purchase("c" + customer, "i" + order, at, 3, "5.00"));
                events.add(purchase("c" + customer, "i" + order, at.plusSeconds(60), 1, "5.00"));
            }
            events.add(purchase("c" + customer, "r1", NOW.minus(Duration.ofDays(1)), -3, "5.00"));
        }
        events.add(purchase(null, "i9", NOW.minus(Duration.ofDays(2)), 1000, "5.00"));
        log().append(events);

        var trained = client.train();

        assertThat(trained.label()).isEqualTo("thompson@1");
        assertThat(trained.metrics().get("basket")).isCloseTo(20, within(1e-9));
        assertThat(trained.metrics().get("invoices")).isEqualTo(160);
        assertThat(trained.metrics().get("rate_7d")).isCloseTo(0.25, within(0.02));
    }

    @Test
    @Order(4)
    void choosesTheSameForTheSameSeedAndSaysWhy() {
        RewardChoice choice = client.choose(request("c1", 17));

        assertThat(client.choose(request("c1", 17))).isEqualTo(choice);
        assertThat(choice.policy()).isEqualTo("thompson@1");
        assertThat(choice.propensity()).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(choice.value().unit()).isEqualTo("GBP");
        double sum = 0;
        for (Reason reason : choice.reasons()) {
            sum += reason.contribution();
        }
        assertThat(choice.value().amount()).isEqualTo(sum);
        // each of the 12 rewards and none: chosen or rejected
        assertThat(choice.rejected().stream().map(Rejection::candidate))
                .hasSize(12)
                .doesNotHaveDuplicates()
                .doesNotContain(id(choice));
        assertThat(rejection(choice, "R08")).contains("8 purchases, at most 1 allowed");
        assertThat(rejection(choice, "R11")).contains("8 purchases, 10 needed");
        assertThat(rejection(choice, "R03")).contains("only after 90");
        assertThat(rejection(choice, "R05")).contains("costs more than it returns: 10.00 against 6.00");
    }

    @Test
    @Order(5)
    void choosesNoneAndEveryOtherAsOftenAsItsPropensitySays() {
        var counts = new HashMap<String, Integer>();
        var propensities = new HashMap<String, Double>();
        int asked = 600;
        for (int seed = 0; seed < asked; seed++) {
            RewardChoice choice = client.choose(request("c1", seed));
            counts.merge(id(choice), 1, Integer::sum);
            assertThat(propensities.merge(id(choice), choice.propensity(), (a, b) -> b))
                    .isEqualTo(choice.propensity());
        }
        assertThat(counts).containsKey("none").containsKey("R07");
        propensities.forEach((id, p) -> assertThat(counts.get(id) / (double) asked)
                .as(id)
                .isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / asked))));
        assertThat(propensities.values().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(0.02));
    }

    @Test
    @Order(6)
    void givesAStrangerOnlyWhatNeedsNoHistory() {
        RewardChoice choice = client.choose(request("stranger", 3));

        List<String> byEligibility = choice.rejected().stream()
                .filter(rejection -> rejection.by().equals("eligibility"))
                .map(Rejection::candidate)
                .toList();
        assertThat(byEligibility).hasSize(10).doesNotContain("R09", "R12");
        assertThat(rejection(choice, "R01")).contains("no purchase of the customer is on record");
    }

    /** 1-(1-0.9)^(7/90) = 0.16 a week, 1-(1-0.2)^(7/90) = 0.017: a large margin is at stake for the first only. */
    @Test
    @Order(7)
    void expectsOfEachCustomerWhatEngagementPredictsOfHim() {
        RewardChoice keen = client.choose(request("c1", 5, 0.9));
        RewardChoice lost = client.choose(request("c1", 5, 0.2));

        assertThat(keen.reasons().getFirst().contribution()).isCloseTo(0.16398 * 6, within(1e-4));
        assertThat(lost.reasons().getFirst().contribution()).isCloseTo(0.017205 * 6, within(1e-4));
    }

    @Test
    @Order(8)
    void prefersTheRewardThatWorks() {
        double before = propensity("R09");
        var outcomes = new ArrayList<Event>();
        for (int i = 0; i < 300; i++) {
            String reward = List.of("R09", "R01", "R04", "R07", "R12", "none").get(i % 6);
            boolean works = reward.equals("R09") ? i % 12 != 0 : i % 5 == 0;
            outcomes.add(outcome("d" + i, "d" + i, works ? "purchase" : "none", reward));
        }
        log().append(outcomes);
        reader.catchUp();

        assertThat(propensity("R09")).isGreaterThan(before + 0.3).isGreaterThan(0.7);
        assertThat(rows("response")).contains("2|R09|50|25|0", "2|none|50|10|0");
    }

    @Test
    @Order(9)
    void countsADecisionOnceWhateverComesBackOfIt() {
        log().append(
                        outcome("x1", "d-twice", "none", "R09"),
                        outcome("x2", "d-twice", "purchase", "R09"),
                        outcome("x3", "d-twice", "redeem", "R09"),
                        outcome("x4", "d-twice", "redeem", "R09"),
                        outcome("x5", "d-twice", "none", "R09"));
        reader.catchUp();

        assertThat(rows("response")).contains("2|R09|51|26|1");
    }

    /** A decision that held sent nothing; its customer's purchase says nothing of a message without a reward. */
    @Test
    @Order(9)
    void countsNoTrialForADecisionThatHeld() {
        var held = new Event.Attribution("d-held", LOYAL, null, null, null, null, 0.0);
        log().append(new Event.Outcome("h1", "c1", NOW, "d-held", "purchase", null, held));
        reader.catchUp();

        assertThat(rows("response")).contains("2|none|50|10|0");
        assertThat(rows("credited")).noneMatch(row -> row.startsWith("d-held"));
    }

    @Test
    @Order(10)
    void givesNoRewardThatIsUsedUp() {
        log().append(IntStream.range(0, 1500)
                .mapToObj(i -> outcome("s" + i, "stock" + i, "redeem", "R08"))
                .toList());
        log().append(purchase("new", "i1", NOW.minus(Duration.ofDays(9)), 1, "5.00"));
        assertThat(client.choose(request("new", 1)).rejected().stream().map(Rejection::by))
                .doesNotContain("stock");
        reader.catchUp();

        RewardChoice choice = client.choose(request("new", 1));

        assertThat(rejection(choice, "R08")).isEqualTo("stock: all 1500 have been redeemed");
    }

    @Test
    @Order(11)
    void derivesTheSameTablesAgainFromTheLog() {
        Map<String, List<String>> before =
                Map.of("invoice", rows("invoice"), "credited", rows("credited"), "response", rows("response"));
        assertThat(before.get("invoice")).hasSize(161);

        client.rebuild();

        before.forEach((table, rows) -> assertThat(rows(table)).as(table).isEqualTo(rows));
    }

    @Test
    @Order(12)
    void showsTheCatalogue() {
        List<Reward> catalogue = client.catalogue();

        assertThat(catalogue).hasSize(12);
        assertThat(catalogue.getFirst()).isEqualTo(new Reward("R01", "5 % off the next order", "discount", 7.5));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @Order(13)
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seed\": 1, \"predictions\": []}                             | customer_id",
                "{\"customer_id\": \"\", \"seed\": 1, \"predictions\": []}      | customer_id",
                "{\"customer_id\": \"c1\", \"predictions\": []}                 | seed",
                "{\"customer_id\": \"c1\", \"seed\": \"x\", \"predictions\": []} | seed",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"segment_id\": 1.5, \"predictions\": []} | segment_id",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"predictions\": [], \"budget\": 3} | budget",
                "{\"customer_id\": \"c1\", \"seed\": 1, \"predictions\": [{\"name\": \"buys_within_90_days\", "
                        + "\"value\": 1.5, \"low\": 0, \"high\": 1, \"horizon_days\": 90, \"reasons\": []}]} | predictions",
            })
    void refusesABadRequestAndNamesTheField(String body, String field) throws Exception {
        var answer = new Calls(server).post("/v1/reward/choose", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(field);
    }

    private static RewardRequest request(String customer, long seed) {
        return new RewardRequest(customer, seed, LOYAL, "Loyal", List.of());
    }

    private static RewardRequest request(String customer, long seed, double buys) {
        var prediction = new Prediction("buys_within_90_days", buys, 0.0, 1.0, 90, List.of());
        return new RewardRequest(customer, seed, LOYAL, "Loyal", List.of(prediction));
    }

    /** With which probability this reward is chosen now, read from the answers that did and did not choose it. */
    private double propensity(String reward) {
        for (int seed = 0; seed < 50; seed++) {
            RewardChoice choice = client.choose(request("c1", seed));
            if (id(choice).equals(reward)) {
                return choice.propensity();
            }
            String lost = rejection(choice, reward);
            if (lost.startsWith("policy: had probability ")) {
                return Double.parseDouble(lost.substring(24, 30));
            }
        }
        throw new AssertionError(reward + " is no candidate");
    }

    private static String id(RewardChoice choice) {
        return choice.reward() == null ? "none" : choice.reward().rewardId();
    }

    private static String rejection(RewardChoice choice, String candidate) {
        return choice.rejected().stream()
                .filter(rejection -> rejection.candidate().equals(candidate))
                .map(rejection -> rejection.by() + ": " + rejection.reason())
                .findFirst()
                .orElse("was not rejected");
    }

    private static Event purchase(String customer, String invoice, Instant at, int quantity, String price) {
        String id = String.join("-", "p", customer, invoice, String.valueOf(at), String.valueOf(quantity));
        return new Event.Purchase(
                id,
                customer,
                at,
                invoice,
                "item",
                null,
                BigDecimal.valueOf(quantity),
                new BigDecimal(price),
                "GBP",
                null);
    }

    private static Event outcome(String event, String decision, String type, String reward) {
        String given = reward.equals("none") ? null : reward;
        return new Event.Outcome(
                event,
                "c1",
                NOW,
                decision,
                type,
                null,
                new Event.Attribution(decision, LOYAL, given, "C01", "email", null, 0.0));
    }

    private List<String> rows(String table) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT concat_ws('|', %s) FROM reward.%s ORDER BY 1"
                                .formatted(COLUMNS.get(table), table))
                        .mapTo(String.class)
                        .list());
    }
}
