package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.segmentation.ClusterChoice;
import io.nextbest.contracts.segmentation.DriftReport;
import io.nextbest.contracts.segmentation.MovementReport;
import io.nextbest.contracts.segmentation.SegmentMonitoringOperations;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.History;
import io.nextbest.models.value.ValueModel;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelVersions;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Everything that is asked of many customers at once, by value bands: one life of one agent, in order. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ValueReportsTest implements RealPostgres {

    private static final LocalDate REFERENCE = ValueShop.LAST.plusDays(1);
    private static final LocalDate NOVEMBER = LocalDate.of(2011, 11, 30);
    private static final String LINES = "application/x-ndjson";
    private static final String BATCH = "/v1/segmentation/batch?model=value";

    @Client("/")
    interface SegmentationClient extends SegmentationOperations, SegmentMonitoringOperations {}

    private final List<ValueShop.Shopper> shoppers = ValueShop.shoppers(500);

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationClient client;

    @Inject
    EventReader reader;

    @Inject
    Database database;

    @Inject
    ModelVersions versions;

    @Inject
    SegmentNameStore names;

    @Inject
    PublishedFiles published;

    @BeforeAll
    void train() {
        shoppers.forEach(one -> log().append(one.purchases()));
        new Calls(server).train();
    }

    private ValueModel model() {
        return ValueArtefactText.read(versions.find("value", 1).orElseThrow().artifact())
                .bands();
    }

    private Map<String, Integer> bandsAt(LocalDate seenFrom) {
        ValueModel model = model();
        return shoppers.stream()
                .filter(one -> one.spent().firstKey().isBefore(seenFrom))
                .collect(Collectors.toMap(
                        ValueShop.Shopper::id,
                        one -> model.assign(History.of(
                                        one.id(), new TreeMap<>(one.spent().headMap(seenFrom)), seenFrom))
                                .band()));
    }

    @Test
    @Order(1)
    void answersABatchOfCustomersAsItAnswersEachOfThem() {
        var lines = new Calls(server)
                .post(
                        BATCH,
                        LINES,
                        shoppers.stream()
                                .map(one -> "{\"customer_id\":\"%s\"}\n".formatted(one.id()))
                                .collect(Collectors.joining()))
                .body()
                .lines()
                .toList();

        assertThat(lines).hasSize(shoppers.size());
        for (int i = 0; i < lines.size(); i++) {
            ValueShop.Shopper one = shoppers.get(i);
            BandMembership expected = model().assign(History.of(one.id(), one.spent(), REFERENCE));
            assertThat(lines.get(i))
                    .isEqualTo(("{\"customer_id\":\"%s\",\"segment_id\":%d,\"segment_name\":\"%s\","
                                    + "\"model\":\"value@1\",\"confidence\":%s,\"distance_to_center\":null,"
                                    + "\"second_segment_id\":%d}")
                            .formatted(
                                    one.id(),
                                    expected.band(),
                                    model().names().get(expected.band()),
                                    expected.confidence(),
                                    expected.secondBand()));
        }
        var answer = client.assign(new CustomerQuery("last"), "value");
        assertThat(lines.getLast())
                .contains("\"segment_id\":%d,".formatted(answer.segmentId()), "\"confidence\":" + answer.confidence());
    }

    @Test
    @Order(1)
    void tellsRowsOfFiguresWhatItNeedsAndAnswersTheOthers() {
        var answer = new Calls(server).post(BATCH, LINES, """
                {"id":1,"recency":2,"frequency":7,"monetary":4310.0}
                {"customer_id":"last"}
                {"customer_id":"nobody"}
                {"customer_id":"last"}
                no json""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body().lines())
                .satisfiesExactly(
                        figures -> assertThat(figures)
                                .startsWith("{\"id\":1,\"row\":1,\"error\":\"value bands need the days of purchase: "
                                        + "give the customer_id of a customer on record"),
                        known -> assertThat(known).startsWith("{\"customer_id\":\"last\",\"segment_id\":"),
                        unknown -> assertThat(unknown)
                                .endsWith("\"row\":3,\"error\":\"no purchase of this customer is on record\"}"),
                        twice -> assertThat(twice).startsWith("{\"customer_id\":\"last\",\"segment_id\":"),
                        wrong -> assertThat(wrong).isEqualTo("{\"row\":5,\"error\":\"the line is not JSON\"}"));
    }

    @Test
    @Order(1)
    void answersTheOlderPathsForCustomersOnRecord() {
        var calls = new Calls(server);
        Map<String, Integer> now = bandsAt(REFERENCE);

        var first = calls.post("/api/segment?model=value", "{\"customer_count\":40}");
        var one = calls.post("/segment/customer?model=value", "{\"customer_id\":\"last\"}");

        assertThat(first.body()).contains("\"total_customers\":40,\"model\":\"value\",\"model_version\":1");
        List<String> listed = now.keySet().stream().sorted().limit(40).toList(); // "last", then "s1000" and on
        now.values().stream().distinct().forEach(band -> {
            String members = listed.stream()
                    .filter(id -> now.get(id).equals(band))
                    .map(id -> '"' + id + '"')
                    .collect(Collectors.joining(","));
            if (!members.isEmpty()) {
                assertThat(first.body())
                        .containsPattern("\"segment_id\":%d,\"segment_name\":\"[^\"]+\",\"customers\":\\[%s\\]"
                                .formatted(band, members));
            }
        });
        assertThat(one.body())
                .contains("\"segment_id\":" + now.get("last"), "\"Recency_mean\":", "\"data_source\":\"database\"")
                .contains("\"distance_to_center\":null", "\"model\":\"value\"");
    }

    @Test
    @Order(1)
    void saysThatTheSettingGivesTheNumberOfBands() {
        ClusterChoice choice = client.choice("value");

        assertThat(choice).isEqualTo(new ClusterChoice("value@1", 8, true, null, List.of()));
    }

    @Test
    @Order(2)
    void countsWhoWentToWhichBand() {
        LocalDate september = LocalDate.of(2011, 9, 30);
        Map<String, Integer> before = bandsAt(september.plusDays(1));
        Map<String, Integer> after = bandsAt(NOVEMBER.plusDays(1));

        MovementReport report = client.movement("value", null, september.toString(), NOVEMBER.toString());

        assertThat(report.model()).isEqualTo("value@1");
        assertThat(report.customers()).isEqualTo(before.size());
        assertThat(report.joined()).isEqualTo(after.size() - before.size());
        assertThat(report.segments()).hasSize(8);
        for (MovementReport.Row row : report.segments()) {
            for (MovementReport.Cell cell : row.to()) {
                long expected = before.entrySet().stream()
                        .filter(one -> one.getValue().equals(row.segmentId()))
                        .filter(one -> after.get(one.getKey()).equals(cell.segmentId()))
                        .count();
                assertThat(cell.customers())
                        .as(row.segmentName() + " to " + cell.segmentName())
                        .isEqualTo((int) expected);
            }
        }
        assertThat(report.stayed()).isStrictlyBetween(0.3, 1.0);
        assertThat(client.movement("value", null, null, null).to()).isEqualTo(ValueShop.LAST);
    }

    @Test
    @Order(2)
    void comparesScoreAndItsInputsWithTheTraining() {
        DriftReport report = client.drift("value", null, 3);

        assertThat(report.model()).isEqualTo("value@1");
        assertThat(report.months()).extracting(DriftReport.Month::end).endsWith(NOVEMBER);
        DriftReport.Month november = report.months().getLast();
        assertThat(november.figures())
                .extracting(DriftReport.Figure::figure)
                .containsExactly("score", "purchase_days", "days_since_purchase", "typical_basket");
        assertThat(november.figures())
                .allSatisfy(one -> assertThat(one.critical()).isBetween(0.001, 0.2))
                .allSatisfy(one -> assertThat(one.psi()).isBetween(0.0, one.critical()));
        assertThat(november.figures().get(0).note()).contains("score changes as customers age");
        assertThat(november.figures().get(2).note()).contains("days_since_purchase changes as customers age");
        Map<String, Integer> then = bandsAt(NOVEMBER.plusDays(1));
        assertThat(november.customers()).isEqualTo(then.size());
        assertThat(november.alarm()).isNull();
        assertThat(november.note()).contains("learned from purchases up to 2011-12-09, after this month was over");
        assertThat(november.shares())
                .hasSize(8)
                .extracting(DriftReport.Share::alarm)
                .containsOnlyNulls();
        assertThat(november.shares()).allSatisfy(one -> assertThat(one.z()).isBetween(-2.7, 2.7));
        november.shares()
                .forEach(share -> assertThat(share.now())
                        .isCloseTo(
                                (double) then.values().stream()
                                                .filter(share.segmentId()::equals)
                                                .count()
                                        / then.size(),
                                within(1e-9)));
    }

    /** As value bands of the release before, which did not count how the figures were spread. */
    @Test
    @Order(3)
    void comparesWithTheRecordWhereTheTrainingDidNotCount() {
        String whole = versions.find("value", 1).orElseThrow().artifact();
        String older = whole.replaceFirst(",\"drift\":\\{.*\\}$", "}");
        assertThat(older).hasSizeLessThan(whole.length());
        var calls = new Calls(server);
        assertThat(calls.post("/v1/agent/versions", older).body()).contains("\"version\":2");

        DriftReport without = client.drift("value", 2, 1);

        assertThat(without.model()).isEqualTo("value@2");
        var read = without.months().getFirst().figures();
        var stored = client.drift("value", 1, 1).months().getFirst().figures();
        assertThat(read)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("against")
                .isEqualTo(stored);
        assertThat(read).extracting(DriftReport.Figure::against).containsOnly(ValueShop.LAST.toString());
        assertThat(stored).extracting(DriftReport.Figure::against).containsOnly("training");
    }

    @Test
    @Order(4)
    void leavesItsFilesAndMendsThemAtTheStart() throws IOException {
        Path files = home().resolve("models/segmentation/value");
        Path model = files.resolve("value_model.json");
        Path table = files.resolve("value_table.csv");
        assertThat(model).hasContent(versions.find("value", 1).orElseThrow().artifact());
        List<String> rows = Files.readAllLines(table);
        assertThat(rows).hasSize(502);
        assertThat(rows.getFirst())
                .isEqualTo("CustomerID,PurchaseDays,DaysSinceFirst,DaysSincePurchase,TypicalBasket,Probability,"
                        + "Purchases,Score,Segment,SegmentName,Confidence");
        BandMembership last =
                model().assign(History.of("last", shoppers.getLast().spent(), REFERENCE));
        assertThat(rows.get(1)).startsWith("last,2,201,1,").contains(",%s,%d,".formatted(last.score(), last.band()));
        for (String file : List.of("value_model.json", "value_table.csv")) {
            byte[] whole = Files.readAllBytes(files.resolve(file));
            Files.writeString(files.resolve(file), "of another version");

            new ActiveSegments(versions, names, published).load();

            assertThat(files.resolve(file)).hasBinaryContent(whole);
        }
    }

    @Test
    @Order(5)
    void alarmsWhenTheCustomersChange() {
        LocalDate january = LocalDate.of(2012, 1, 31);
        log().append(IntStream.range(0, 300)
                .boxed()
                .flatMap(i -> IntStream.range(0, 3)
                        .mapToObj(day -> purchase(
                                "new" + i,
                                "new-" + i + "-" + day,
                                ValueShop.noon(january.minusDays(5L * day)),
                                BigDecimal.ONE,
                                BigDecimal.valueOf(900))))
                .toList());
        reader.catchUp();

        DriftReport.Month month = client.drift("value", null, 1).months().getFirst();

        assertThat(month.end()).isEqualTo(january);
        assertThat(month.alarm()).isTrue();
        assertThat(month.figures()).filteredOn(one -> one.note() != null).isEmpty();
        assertThat(month.figures().get(0).against()).isEqualTo("2011-01-31");
        assertThat(month.figures().get(0).alarm()).as("score").isTrue();
        assertThat(month.figures().get(3).alarm()).as("typical basket").isTrue();
        assertThat(month.shares()).anyMatch(DriftReport.Share::alarm);
    }

    @Test
    @Order(6)
    void refusesAnAreaOfTheRecordThatIsNotThere() {
        database.jdbi().useHandle(handle -> handle.execute("DELETE FROM segmentation.invoice WHERE first_at < now()"));
        var calls = new Calls(server);

        assertThat(calls.get("/v1/segmentation/movement?model=value&from=2011-09-30&to=2011-11-30")
                        .statusCode())
                .isEqualTo(409);
        assertThat(calls.get("/v1/segmentation/drift?model=value&version=2").statusCode())
                .isEqualTo(409);
    }
}
