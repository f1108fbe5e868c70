package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.History;
import io.nextbest.models.value.ValueModel;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelVersions;
import io.nextbest.runtime.Training;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The value bands beside the other two models: one life of one agent, in order. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ValueSegmentsTest implements RealPostgres {

    private static final LocalDate REFERENCE = ValueShop.LAST.plusDays(1);

    @Client("/")
    interface SegmentationClient extends SegmentationOperations {}

    private final Map<String, String> properties = new HashMap<>();
    private final List<ValueShop.Shopper> shoppers = ValueShop.shoppers(500);

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationClient client;

    @Inject
    EventReader reader;

    @Inject
    ModelVersions versions;

    @Inject
    Training training;

    @Inject
    ActiveSegments active;

    @Override
    public Map<String, String> getProperties() {
        if (properties.isEmpty()) { // the database is made anew with every call
            properties.putAll(RealPostgres.super.getProperties());
        }
        return properties;
    }

    @BeforeAll
    void train() {
        shoppers.forEach(one -> log().append(one.purchases()));
        String trained = new Calls(server).train();
        assertThat(trained)
                .startsWith("{\"model\":\"standard\",\"version\":1,\"active\":true")
                .doesNotContain("left out");
    }

    private static History history(ValueShop.Shopper one) {
        return History.of(one.id(), one.spent(), REFERENCE);
    }

    private ValueModel model() {
        return bands().artefact().bands();
    }

    private TrainedBands bands() {
        return (TrainedBands) active.find("value").orElseThrow();
    }

    private Segmented assign(String customer) {
        return client.assign(new CustomerQuery(customer), "value");
    }

    @Test
    @Order(1)
    void trainsThreeModelsOfTheSameCustomers() {
        var version = new Calls(server).get("/v1/agent/versions/value/1").body();

        assertThat(version)
                .contains("\"active\":true", "\"bands\":\"8\"", "\"horizon_weeks\":\"26.0\"", "\"refits\":\"100\"");
        assertThat(version).contains("\"customers\":501", "\"agreement\":0.", "\"calibration_error\":0.0");
        assertThat(client.assign(new CustomerQuery("last")).model()).isEqualTo("standard@1");
        assertThat(client.assign(new CustomerQuery("last"), "parity").model()).isEqualTo("parity@1");
    }

    @Test
    @Order(1)
    void learnsFromEachDaysSpend() {
        var histories = shoppers.stream().map(ValueSegmentsTest::history).toList();

        assertThat(model()).isEqualTo(ValueModel.fit(histories, 8, 26, 42));
    }

    @Test
    @Order(2)
    void answersWithReasonsThatSumToTheMargin() {
        var bands = new HashSet<Integer>();
        for (ValueShop.Shopper one : shoppers.subList(0, 60)) {
            BandMembership expected = model().assign(history(one));
            Segmented answer = assign(one.id());

            assertThat(answer.model()).isEqualTo("value@1");
            assertThat(answer.segmentId()).isEqualTo(expected.band());
            assertThat(answer.segmentName()).isEqualTo(model().names().get(expected.band()));
            assertThat(answer.confidence()).isEqualTo(expected.confidence()).isBetween(0.0, 1.0);
            assertThat(answer.distanceToCenter()).isNull();
            Segmented.Second second = Objects.requireNonNull(answer.second());
            assertThat(Math.abs(second.segmentId() - answer.segmentId())).isEqualTo(1);
            assertThat(second.confidence()).isBetween(0.0, 1 - answer.confidence() + 1e-9);
            double edge = model().edges()
                    .get(Math.min(second.segmentId(), answer.segmentId()))
                    .score();
            assertThat(answer.reasons()).hasSize(2).allMatch(it -> it.unit().equals("natural logs of value"));
            assertThat(answer.reasons().stream()
                            .mapToDouble(Reason::contribution)
                            .sum())
                    .isCloseTo(Math.abs(Math.log(expected.score() / edge)), within(1e-9));
            bands.add(answer.segmentId());
        }
        assertThat(bands).hasSizeGreaterThan(4);
        assertThat(assign("last").reasons().get(0).factor())
                .startsWith("probability of 0.")
                .contains(" to buy within 26 weeks, speaks for ");
        assertThat(assign("last").reasons().get(1).factor()).contains(" purchase days of typically 36.");
        assertThat(assign("last").rfm().recency()).isEqualTo(1);
    }

    @Test
    @Order(2)
    void saysWhatTheSmallestChangeIsThatWouldPutHimElsewhere() {
        TrainedBands bands = bands();
        var figures = new HashSet<String>();
        for (ValueShop.Shopper one : shoppers) {
            History before = history(one);
            Segmented.Flip flip = Objects.requireNonNull(Explanation.flip(before, bands));

            assertThat(flip.size()).isPositive();
            assertThat(flip.text()).startsWith(flip.segmentName() + " with ").contains(" instead of ");
            assertThat(model().assign(changed(before, flip)).band())
                    .as(one + ": " + flip)
                    .isEqualTo(flip.segmentId());
            figures.add(flip.changes().getFirst().figure());
        }
        assertThat(figures).contains("typical_basket", "days_since_purchase");
        assertThat(assign("last").flip()).isEqualTo(Explanation.flip(history(shoppers.getLast()), bands));
    }

    private static History changed(History one, Segmented.Flip flip) {
        History changed = one;
        for (Segmented.Change change : flip.changes()) {
            double to = change.to();
            double sinceFirst = changed.observed();
            changed = switch (change.figure()) {
                case "typical_basket" ->
                    new History(one.customer(), one.purchases(), one.lastAfter(), one.observed(), to);
                case "purchase_days" ->
                    new History(one.customer(), Math.round(to) - 1, sinceFirst, sinceFirst, one.meanBasket());
                default ->
                    new History(
                            one.customer(),
                            changed.purchases(),
                            changed.lastAfter(),
                            changed.lastAfter() + to / 7,
                            one.meanBasket());
            };
        }
        return changed;
    }

    @Test
    @Order(3)
    void describesItsBands() {
        List<SegmentProfile> profiles = client.profiles("value");

        assertThat(profiles).hasSize(8);
        assertThat(profiles).extracting(SegmentProfile::segmentName).doesNotHaveDuplicates();
        assertThat(profiles.getFirst().segmentName()).isEqualTo("Most valuable");
        assertThat(profiles.stream().mapToInt(SegmentProfile::customers).sum()).isEqualTo(501);
        assertThat(profiles.stream().mapToDouble(SegmentProfile::revenueShare).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(profiles)
                .allSatisfy(one -> assertThat(one.stats()).hasSize(18).containsKeys("Monetary_median", "Spend_mean"));
        double best = profiles.getFirst().stats().get("Spend_mean");
        assertThat(profiles).allMatch(one -> one.stats().get("Spend_mean") <= best);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/segment/manual?model=value {\"recency\":30,\"frequency\":5,\"monetary\":1500}",
                "/segment/manual {\"recency\":30,\"frequency\":5,\"monetary\":1500,\"model\":\"value\"}",
            })
    @Order(4)
    void refusesFiguresWithoutDaysAndSaysWhy(String call) {
        var answer =
                new Calls(server).post(call.substring(0, call.indexOf(' ')), call.substring(call.indexOf(' ') + 1));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("model: value bands need the days of purchase");
    }

    @Test
    @Order(4)
    void saysThatACustomerIsUnknown() {
        var answer = new Calls(server).post("/v1/segmentation/assign?model=value", "{\"customer_id\":\"nobody\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\":\"nextbest-value-bands/1\" | \"format\":\"nextbest-value-bands/9\" | format: is",
                "\"model\":\"value\" | \"model\":\"worth\" | model: must be value",
                "\"bands\":8 | \"bands\":7 | recipe and model differ in bands",
                "\"horizon_weeks\":26.0 | \"horizon_weeks\":0 | the horizon must be above 0",
                "\"cut\":\"natural\" | \"cut\":\"odd\" | cut: odd is not known here",
                "\"rates\":{\"r\": | \"rates\":{\"r\":-1,\"r_\": | parameters must be above 0",
                "\"edges\":[{\"score\": | \"edges\":[{\"score\":0,\"s\": | an edge needs a score",
                "\"blur\": | \"blur\":-1,\"b\": | the blur must be above 0",
                "\"spread\":{\"purchases\": | \"spread\":{\"purchases\":0,\"p\": | the spread must be above 0",
                "\"Most valuable\" | \"Least valuable\" | two bands share a name",
                "\"customers\":501 | \"customers\":500 | do not add up to 500",
                "\"agreement\": | \"agreement\":2,\"a\": | the agreement must be between",
                "\"reference\":\"2011 | \"reference\":\"x | reference: must be a time",
                "\"Recency_mean\": | \"Recency\": | Recency_mean: is missing",
                "\"probability\": | \"probability\":\"x\",\"p\": | must be a number",
                "\"edges\": | \"edges\":[],\"e\": | at least two bands are needed",
            })
    @Order(5)
    void refusesACorruptArtefactAndSaysWhatIsWrong(String part, String instead, String problem) {
        String whole = versions.find("value", 1).orElseThrow().artifact();
        assertThat(whole).contains(part);
        training.check("value", whole);

        String corrupt = whole.replaceFirst(Pattern.quote(part), instead);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.check("value", corrupt))
                .withMessageContaining(problem);
    }

    @Test
    @Order(5)
    void tellsItsArtefactFromOthers() {
        String bands = versions.find("value", 1).orElseThrow().artifact();
        String standard = versions.find("standard", 1).orElseThrow().artifact();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.check("value", standard))
                .withMessageContaining("of the model standard, not of value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.check("standard", bands))
                .withMessageContaining("of the model value, not of standard");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.check("value", bands.substring(0, bands.length() / 2)));
        assertThat(training.read(bands).artifact()).isEqualTo(bands);
        assertThat(training.read(bands).metrics()).containsEntry("customers", 501.0);
    }

    @Test
    @Order(6)
    void answersTheSameAfterARestart() {
        var before = assign("s1007");

        try (var again = ApplicationContext.run(EmbeddedServer.class, new HashMap<>(properties), "segmentation")) {
            var answer = new Calls(again).post("/v1/segmentation/assign?model=value", "{\"customer_id\":\"s1007\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("\"model\":\"value@1\"", "\"confidence\":" + before.confidence())
                    .contains("\"segment_name\":\"%s\"".formatted(before.segmentName()));
        }
    }

    @Test
    @Order(7)
    void movesACustomerToAnotherBandWithHisNextPurchase() {
        ValueShop.Shopper lost = shoppers.stream()
                .filter(one -> model().assign(history(one)).band() == 7)
                .findFirst()
                .orElseThrow();
        var before = assign(lost.id());
        log().append(IntStream.range(0, 6)
                .mapToObj(day -> purchase(
                        lost.id(),
                        "back-" + day,
                        ValueShop.noon(ValueShop.LAST.minusDays(7L * day)),
                        BigDecimal.ONE,
                        new BigDecimal("400")))
                .toList());
        reader.catchUp();

        var after = assign(lost.id());

        assertThat(after.model()).isEqualTo(before.model());
        assertThat(before.segmentName()).isEqualTo("Least valuable");
        assertThat(after.segmentId()).isLessThan(before.segmentId() - 2);
        assertThat(after.rfm().recency()).isEqualTo(1);
    }

    @Test
    @Order(8)
    void keepsAnOperatorsNameThroughARefit() {
        var calls = new Calls(server);
        String taken = client.profiles("value").getFirst().segmentName();

        var duplicate = calls.put("/v1/segmentation/names", """
                {"model":"value","segment_id":2,"name":"%s"}""".formatted(taken));
        assertThat(duplicate.statusCode()).isEqualTo(400);
        var outside = calls.put("/v1/segmentation/names", """
                {"model":"value","segment_id":8,"name":"New"}""");
        assertThat(outside.body()).contains("segment_id: value@1 has the segments 0 to 7");
        var renamed = calls.put("/v1/segmentation/names", """
                {"model":"value","segment_id":2,"name":"Our friends"}""");
        assertThat(renamed.statusCode()).as(renamed.body()).isEqualTo(200);
        assertThat(renamed.body()).contains("Our friends");

        for (int refit = 2; refit <= 3; refit++) {
            calls.train();
            assertThat(calls.get("/v1/agent/versions/value/" + refit).body()).contains("\"active\":true");
            List<SegmentProfile> profiles = client.profiles("value");
            assertThat(profiles.get(2).segmentName()).isEqualTo("Our friends");
            assertThat(profiles.getFirst().segmentName()).isEqualTo("Most valuable");
        }
        assertThat(client.profiles("standard"))
                .noneMatch(one -> one.segmentName().equals("Our friends"));
    }

    /** The version before calls its fourth band "Unheard"; the next training finds another name for it again. */
    @Test
    @Order(9)
    void letsAnOperatorsNamesWinOverOneOfTrainings() {
        var calls = new Calls(server);
        String learned = client.profiles("value").get(3).segmentName();
        String own = calls.get("/v1/agent/versions/value/3/artefact").body();
        calls.post("/v1/agent/versions", own.replace(learned, "Unheard"));
        assertThat(calls.post("/v1/agent/versions/value/4/activate", "").statusCode())
                .isEqualTo(200);
        String lower = learned.toLowerCase(Locale.ROOT);
        var renamed = calls.put("/v1/segmentation/names", """
                {"model":"value","segment_id":5,"name":"%s"}""".formatted(lower));
        assertThat(renamed.statusCode()).as(renamed.body()).isEqualTo(200);

        for (int refit = 5; refit <= 6; refit++) {
            calls.train();
            assertThat(calls.get("/v1/agent/versions/value/" + refit).body()).contains("\"active\":true");
            List<SegmentProfile> profiles = client.profiles("value");
            assertThat(profiles.get(2).segmentName()).isEqualTo("Our friends");
            assertThat(profiles.get(3).segmentName()).isEqualTo(learned + ", band 3");
            assertThat(profiles.get(5).segmentName()).isEqualTo(lower);
            assertThat(bands().artefact().bands().names())
                    .as("what training calls them is not taken for an operator's")
                    .contains(learned + ", band 3");
        }
    }
}
