package io.nextbest.engagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.engagement.EngagementOperations;
import io.nextbest.contracts.engagement.Figures;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent over real HTTP and a real PostgreSQL, trained on a shop whose customers' habits are known. */
@MicronautTest(environments = "engagement", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngagementControllerTest implements RealPostgres {

    @Client("/")
    interface EngagementClient extends EngagementOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    EngagementClient client;

    @Inject
    EventReader reader;

    @Inject
    EngagementProjection projection;

    @Inject
    Database database;

    @BeforeAll
    void learn() throws Exception {
        log().append(Shop.regularsAndLapsed());
        log().append(
                        Shop.purchase("x1", "newcomer", FixedClock.NOW.plus(Duration.ofDays(3)), "n1"),
                        Shop.row("x2", "returner", FixedClock.NOW, "C1", "-2", "1.25"),
                        Shop.row("x3", "gifted", FixedClock.NOW, "n2", "2", "0"),
                        Shop.visit("x4", "visitor", FixedClock.NOW.minus(Duration.ofDays(5))),
                        Shop.visit("x5", "visitor", FixedClock.NOW.minus(Duration.ofDays(9))),
                        Shop.profile("x6", "old-system", Map.of("last_active", "2011-12-01", "purchases", "7")),
                        Shop.profile("x7", "regular0", Map.of("last_active", "2001-01-01", "purchases", "1")),
                        Shop.profile("x8", "moved", Map.of("time_zone", "Asia/Tokyo", "last_active", "soon")));
        assertThat(new Calls(server).post("/v1/agent/train", "").body())
                .contains("\"model\":\"recency-frequency\"", "\"auc\":1");
    }

    private Prediction prediction(String customerId) {
        return client.predict(new CustomerQuery(customerId)).predictions().getFirst();
    }

    @Test
    void expectsTheRegularToBuyAndTheLapsedNotTo() {
        Prediction regular = prediction("regular5");
        Prediction lapsed = prediction("lapsed5");

        assertThat(regular.name()).isEqualTo("buys_within_90_days");
        assertThat(regular.horizonDays()).isEqualTo(90);
        assertThat(regular.value()).isGreaterThan(0.8).isBetween(regular.low(), regular.high());
        assertThat(lapsed.value()).isLessThan(0.2).isBetween(lapsed.low(), lapsed.high());
        assertThat(regular.low()).isGreaterThan(lapsed.high());
    }

    @Test
    void givesReasonsThatSumToTheLogOdds() {
        Prediction regular = prediction("regular5");

        double logOdds =
                regular.reasons().stream().mapToDouble(Reason::contribution).sum();

        assertThat(1 / (1 + Math.exp(-logOdds))).isCloseTo(regular.value(), within(1e-12));
        assertThat(regular.reasons()).extracting(Reason::unit).containsOnly("log-odds");
        assertThat(regular.reasons().get(2).factor()).isEqualTo("36 purchases so far");
    }

    @Test
    void answersBareFiguresAsItAnswersTheCustomerWhoHasThem() {
        double recencyDays = database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT extract(epoch FROM CAST(:now AS timestamptz) - max(at)) / 86400"
                                        + " FROM engagement.invoice WHERE customer_id = 'regular5'")
                        .bind("now", FixedClock.NOW)
                        .mapTo(Double.class)
                        .one());

        Predictions predictions = client.predictFigures(new Figures(recencyDays, 36));

        assertThat(predictions.customerId()).isNull();
        assertThat(predictions.model())
                .isEqualTo(client.predict(new CustomerQuery("regular5")).model());
        assertThat(predictions.predictions().getFirst().value())
                .isCloseTo(prediction("regular5").value(), within(1e-6));
    }

    @Test
    void countsARecencyFromTheFutureAsNow() {
        assertThat(prediction("newcomer"))
                .isEqualTo(
                        client.predictFigures(new Figures(0.0, 1)).predictions().getFirst());
    }

    @Test
    void takesAnOlderSystemsSummaryOnlyWhereThereIsNoPurchase() {
        assertThat(prediction("old-system")) // 2011-12-01T00:00Z to 2011-12-10T12:00Z
                .isEqualTo(
                        client.predictFigures(new Figures(9.5, 7)).predictions().getFirst());
        assertThat(prediction("regular0").reasons().get(2).factor()).isEqualTo("36 purchases so far");
    }

    @Test
    void takesTheLastVisitOfOneWhoNeverBought() {
        assertThat(prediction("visitor"))
                .isEqualTo(
                        client.predictFigures(new Figures(5.0, 0)).predictions().getFirst());
    }

    @ParameterizedTest(name = "of {0}")
    @CsvSource({"nobody", "returner", "gifted", "moved"})
    void knowsNothingOfOneWhoNeverBoughtNorVisited(String customerId) throws Exception {
        var answer = new Calls(server).post("/v1/engagement/predict", "{\"customer_id\":\"%s\"}".formatted(customerId));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("urn:nextbest:problem:customer-unknown", "\"error\":");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"recency_days\":1}                          | purchases",
                "{\"purchases\":1}                             | recency_days",
                "{\"recency_days\":null,\"purchases\":1}       | recency_days",
                "{\"recency_days\":-1,\"purchases\":1}         | recency_days",
                "{\"recency_days\":1e400,\"purchases\":1}      | recency_days",
                "{\"recency_days\":99999,\"purchases\":1}      | recency_days",
                "{\"recency_days\":\"NaN\",\"purchases\":1}    | recency_days",
                "{\"recency_days\":1,\"purchases\":-1}         | purchases",
                "{\"recency_days\":1,\"purchases\":1.5}        | purchases",
                "{\"recency_days\":1,\"purchases\":2000000}    | purchases",
                "{\"recency_days\":1,\"purchases\":1,\"x\":1}  | x",
            })
    void refusesBadFiguresAndNamesTheField(String body, String field) throws Exception {
        var answer = new Calls(server).post("/v1/engagement/predict-figures", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void refusesANumberThatIsNone() throws Exception {
        var answer = new Calls(server).post("/v1/engagement/predict-figures", "{\"recency_days\":NaN,\"purchases\":1}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new Calls(server).post("/v1/engagement/predict", "{}").body())
                .contains("\"field\":\"customer_id\"");
    }

    @Test
    void keepsTheSameTablesWhenAPageComesTwiceAndWhenRebuilt() {
        String before = tables();
        List<Event> events = Shop.regularsAndLapsed();
        List<StoredEvent> page = IntStream.range(0, events.size())
                .mapToObj(i -> new StoredEvent(i + 1L, events.get(i)))
                .toList();

        database.jdbi().useTransaction(handle -> projection.apply(handle, page));
        assertThat(tables()).isEqualTo(before);

        reader.rebuild();
        assertThat(tables()).isEqualTo(before).contains("visitor", "old-system");
    }

    private String tables() {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT string_agg(line, ';' ORDER BY line)
                          FROM (SELECT CAST(i AS text) AS line FROM engagement.invoice AS i
                                UNION ALL SELECT CAST(v AS text) FROM engagement.visit AS v
                                UNION ALL SELECT CAST(s AS text) FROM engagement.summary AS s) AS lines
                        """).mapTo(String.class).one());
    }
}
