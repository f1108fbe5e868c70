package io.nextbest.segmentation;

import static io.nextbest.segmentation.TwoYearShop.CUSTOMERS;
import static io.nextbest.segmentation.TwoYearShop.DAYS;
import static io.nextbest.segmentation.TwoYearShop.OPENED;
import static io.nextbest.segmentation.TwoYearShop.bought;
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
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelVersions;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drift and movement over two years of a made-up shop: one life of one agent, in order. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringTest implements RealPostgres {

    @Client("/")
    interface SegmentationClient extends SegmentationOperations, SegmentMonitoringOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationClient client;

    @Inject
    EventReader reader;

    @Inject
    Database database;

    @Inject
    Customers customers;

    @Inject
    ActiveSegments active;

    @Inject
    SegmentationStore store;

    @Inject
    SpendStore spend;

    @Inject
    ModelVersions versions;

    @Inject
    SegmentNameStore names;

    @Inject
    PublishedFiles files;

    @Inject
    SegmentationConfiguration configuration;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put("segmentation.standard-clusters", "4");
        return properties;
    }

    @BeforeAll
    void train() {
        log().append(TwoYearShop.purchases());
        new Calls(server).train();
    }

    @Test
    @Order(1)
    void showsWhatTheOperatorsNumberOfSegmentsCosts() {
        ClusterChoice choice = client.choice("standard");

        assertThat(choice.fixed()).isTrue();
        assertThat(choice.clusters()).isEqualTo(4);
        assertThat(choice.judgedAt()).isEqualTo(OPENED.plus(Duration.ofDays(DAYS - 26 * 7)));
        assertThat(choice.tried()).extracting(ClusterChoice.Tried::clusters).containsExactly(3, 4, 5, 6, 7, 8);
        assertThat(choice.tried())
                .filteredOn(one -> one.verdict().startsWith("fixed by the operator; the rule says: "))
                .singleElement()
                .extracting(ClusterChoice.Tried::clusters)
                .isEqualTo(4);
        assertThat(choice.tried()).allSatisfy(one -> assertThat(one.value()).isNotNull());
    }

    @Test
    @Order(1)
    void findsNoDriftWhereTheCustomersAreThoseOfTheTraining() {
        DriftReport report = client.drift("standard", null, 1);

        assertThat(report.model()).isEqualTo("standard@1");
        assertThat(report.months()).singleElement().satisfies(december -> {
            assertThat(december.end()).isEqualTo(LocalDate.of(2011, 12, 31));
            assertThat(december.customers()).isEqualTo(CUSTOMERS);
            assertThat(december.figures().get(0).against()).isEqualTo("2010-12-31");
            assertThat(december.figures().get(1).psi()).isZero();
            assertThat(december.figures().get(2).psi()).isZero();
            assertThat(december.figures().get(1).critical()).isBetween(0.001, 0.1);
            assertThat(december.note()).isNull();
            assertThat(december.figures().get(1).alarm()).isFalse();
            assertThat(december.shares())
                    .hasSize(4)
                    .extracting(DriftReport.Share::alarm)
                    .containsOnly(false);
        });
    }

    @Test
    @Order(2)
    void tellsMonthsBeforeTheTrainingsEndAsHistory() {
        DriftReport report = client.drift(null, 1, 14);

        assertThat(report.months()).hasSize(14);
        DriftReport.Month first = report.months().getFirst();
        assertThat(first.end()).isEqualTo(LocalDate.of(2010, 11, 30));
        assertThat(first.figures().get(0).against()).isEqualTo("training");
        assertThat(first.figures().get(0).alarm()).isNull();
        assertThat(first.figures().get(0).note()).contains("recency changes as customers age");
        assertThat(first.figures().get(1).psi())
                .as("a third of the invoices so far")
                .isGreaterThan(first.figures().get(1).critical());
        assertThat(first.note()).startsWith("standard@1 learned from purchases up to 2011-12-31, after this month");
        assertThat(report.months().subList(0, 13)).allSatisfy(month -> {
            assertThat(month.alarm()).isNull();
            assertThat(month.figures()).extracting(DriftReport.Figure::alarm).containsOnlyNulls();
            assertThat(month.shares()).extracting(DriftReport.Share::alarm).containsOnlyNulls();
        });
        assertThat(report.months().getLast().alarm()).isNotNull();
        assertThat(report.months().getLast().shares())
                .extracting(DriftReport.Share::alarm)
                .doesNotContainNull();
    }

    @Test
    @Order(3)
    void countsWhoWentWhere() {
        MovementReport report = client.movement(null, null, "2011-06-30", "2011-09-30");

        assertThat(report.from()).isEqualTo(LocalDate.of(2011, 6, 30));
        assertThat(report.customers()).isEqualTo(CUSTOMERS);
        assertThat(report.joined()).isZero();
        assertThat(report.stayed()).isBetween(0.3, 0.99);
        assertThat(report.segments()).hasSize(4).allSatisfy(row -> {
            assertThat(row.to().stream()
                            .mapToInt(MovementReport.Cell::customers)
                            .sum())
                    .isEqualTo(row.customers());
            assertThat(row.to().stream().mapToDouble(MovementReport.Cell::share).sum())
                    .isCloseTo(1, within(1e-9));
        });
        int diagonal = IntStream.range(0, 4)
                .map(c -> report.segments().get(c).to().get(c).customers())
                .sum();
        assertThat(report.stayed()).isCloseTo((double) diagonal / CUSTOMERS, within(1e-9));
        assertThat(client.movement("parity", null, null, null).to()).isEqualTo(LocalDate.of(2011, 12, 31));
    }

    @Test
    @Order(3)
    void followsTheCustomersFromMonthToMonthAsFarBackAsTheRecordGoes() {
        List<MovementReport> months = client.monthlyMovement("standard", 1, "2010-05-31", 24);

        assertThat(months)
                .extracting(MovementReport::from)
                .extracting(LocalDate::toString)
                .containsExactly("2010-01-31", "2010-02-28", "2010-03-31", "2010-04-30");
        assertThat(months).extracting(MovementReport::joined).allMatch(joined -> joined > 50);
        for (MovementReport month : months) {
            assertThat(month)
                    .isEqualTo(client.movement(
                            "standard", 1, month.from().toString(), month.to().toString()));
        }
        assertThat(months.getLast().to()).isEqualTo(LocalDate.of(2010, 5, 31));
        assertThat(client.monthlyMovement(null, null, "2011-03-30", 3))
                .extracting(MovementReport::from)
                .extracting(LocalDate::toString)
                .containsExactly("2010-12-30", "2011-01-30", "2011-02-28");
        assertThat(client.monthlyMovement(null, null, null, 6))
                .hasSize(6)
                .last()
                .extracting(MovementReport::to)
                .isEqualTo(LocalDate.of(2011, 12, 31));
    }

    @Test
    @Order(3)
    void refusesDaysThatCannotBe() {
        var calls = new Calls(server);

        assertThat(calls.get("/v1/segmentation/movement?from=2011-13-01").statusCode())
                .isEqualTo(400);
        assertThat(calls.get("/v1/segmentation/movement?from=2011-09-30&to=2011-09-30")
                        .body())
                .contains("from: must be a day before to");
        for (String early : List.of("?from=2009-09-30", "/monthly?to=2010-01-15", "/monthly?to=0001-01-01&months=24")) {
            assertThat(calls.get("/v1/segmentation/movement" + early).body()).contains("Nobody had bought by ");
        }
        for (String path : List.of("movement", "movement/monthly")) {
            assertThat(calls.get("/v1/segmentation/" + path + "?version=9").body())
                    .contains("\"status\":404", "There is no version standard@9");
        }
        for (String never : List.of("to=%2B300000-12-31", "to=%2B999999999-12-31", "from=-200000-01-01")) {
            assertThat(calls.get("/v1/segmentation/movement?" + never).body()).contains(": must be a day, 2011-10-31.");
        }
        for (String path : List.of("/v1/segmentation/assign", "/segment/customer")) {
            assertThat(calls.post(path, "{\"customer_id\":\"a\\u0000b\"}").body())
                    .contains("customer_id: must not hold a NUL character");
        }
        assertThat(calls.get("/v1/segmentation/drift?months=0").statusCode()).isEqualTo(400);
        assertThat(calls.get("/v1/segmentation/drift?version=9").body()).contains("There is no version standard@9");
        assertThat(calls.get("/v1/segmentation/shadow").body()).contains("No version of standard is a shadow");
    }

    /** A file of earlier purchases comes in after the training: the record of those days is no longer what it saw. */
    @ParameterizedTest
    @Order(3)
    @ValueSource(strings = {"standard", "parity", "value"})
    void comparesWithTheCustomersOfTheTrainingWhateverTheRecordSaysOfThemToday(String model) {
        int imported = database.jdbi().withHandle(handle -> handle.execute("""
                        INSERT INTO segmentation.invoice (customer, invoice, first_at, last_at, amount)
                        SELECT customer, 'earlier-' || i || invoice, first_at - i * interval '1 hour',
                               first_at - i * interval '1 hour', 5
                          FROM segmentation.invoice, pg_catalog.generate_series(1, 3) AS i
                        """));
        assertThat(imported).isGreaterThan(3 * CUSTOMERS);

        DriftReport.Month december = client.drift(model, 1, 1).months().getFirst();

        database.jdbi()
                .useHandle(handle -> handle.execute("DELETE FROM segmentation.invoice WHERE invoice LIKE 'earlier-%'"));
        int changed = model.equals("value") ? 3 : 1;
        assertThat(december.figures().get(changed).against()).isEqualTo("training");
        assertThat(december.figures().get(changed).alarm()).isTrue();
        assertThat(december.alarm()).isTrue();
    }

    /** As in a file that tells days only. */
    @Test
    @Order(3)
    void countsWhatWasBoughtAtMidnightToTheDayThatThenBegins() {
        database.jdbi().useHandle(handle -> handle.execute("""
                        INSERT INTO segmentation.invoice (customer, invoice, first_at, last_at, amount)
                        VALUES ('late', 'midnight', '2011-01-31T00:00:00Z', '2011-01-31T00:00:00Z', 5)
                        """));

        for (String model : List.of("standard", "value")) {
            Trained trained = active.find(model).orElseThrow();
            assertThat(customers.list(trained, LocalDate.of(2011, 1, 30))).hasSize(CUSTOMERS);
            assertThat(customers.list(trained, LocalDate.of(2011, 1, 31))).hasSize(CUSTOMERS + 1);
        }
        database.jdbi().useHandle(handle -> handle.execute("DELETE FROM segmentation.invoice WHERE customer = 'late'"));
    }

    @Test
    @Order(3)
    void seesTheCustomersOfADayAsATrainingThatDayWould() {
        SpendStore.Snapshot training = spend.findSnapshot().orElseThrow();
        List<RfmFigures> figures =
                training.table().rows().stream().map(RfmTable.Row::figures).toList();
        LocalDate last = LocalDate.of(2011, 12, 31);

        for (LocalDate day : List.of(last, last.plusDays(9))) {
            assertThat(customers.list(active.find("standard").orElseThrow(), day))
                    .extracting(Trained.Customer::figures)
                    .containsExactlyInAnyOrderElementsOf(figures);
            assertThat(customers.list(active.find("value").orElseThrow(), day))
                    .extracting(Trained.Customer::history)
                    .containsExactlyInAnyOrderElementsOf(training.histories());
        }
        assertThat(customers.list(active.find("value").orElseThrow(), LocalDate.of(2009, 12, 31)))
                .isEmpty();
    }

    @Test
    @Order(4)
    void refusesAForeignArtefactAndTakesOneOfItsOwn() {
        var calls = new Calls(server);
        String own = calls.get("/v1/agent/versions/standard/1/artefact").body();

        String parity = calls.get("/v1/agent/versions/parity/1/artefact").body();
        for (String foreign : List.of(
                "{}",
                "no json",
                own.replace("\"centroids\":[[", "\"centroids\":[[1e999,"),
                own.replace("\"model\":\"standard\"", "\"model\":\"value\""),
                own.replace("\"model\":\"standard\"", "\"model\":\"foo\""),
                own.replace("\"model\":\"standard\"", "\"model\":\"parity\""),
                parity.replace("\"model\":\"parity\"", "\"model\":\"standard\""))) {
            var refused = calls.post("/v1/agent/versions", foreign);
            assertThat(refused.statusCode()).as(foreign).isEqualTo(400);
        }
        assertThat(calls.post("/v1/agent/versions", own).body())
                .as("on record already")
                .startsWith("{\"model\":\"standard\",\"version\":1,\"active\":true");
        var taken = calls.post("/v1/agent/versions", own.replace("\"seed\":42", "\"seed\":43"));

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(taken.body()).contains("\"version\":2", "\"state\":\"candidate\"");
        assertThat(taken.body()).contains("\"accepted\":false", "its stability was not measured here");
        assertThat(client.assign(new CustomerQuery("c5")).model()).isEqualTo("standard@1");
    }

    @Test
    @Order(5)
    void alarmsWhenTheCustomersChange() {
        log().append(IntStream.range(0, 400)
                .mapToObj(i -> bought("new" + i, "new-" + i, DAYS + 20, 900))
                .toList());
        log().append(bought("c0", "0-january", DAYS + 31, 10));
        reader.catchUp();

        DriftReport.Month january = client.drift(null, null, 1).months().getFirst();

        assertThat(january.end()).isEqualTo(LocalDate.of(2012, 1, 31));
        assertThat(january.alarm()).isTrue();
        assertThat(january.figures()).allMatch(DriftReport.Figure::alarm);
        assertThat(january.shares()).anyMatch(DriftReport.Share::alarm);
    }

    @Test
    @Order(6)
    void trainsAgainWhereNoVersionReadsAnyMoreAndReportsOnNone() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE segmentation.model_version SET artifact = 'no JSON' WHERE model = 'standard'"));
        for (String report : List.of("drift", "movement", "movement/monthly")) {
            Calls.assertRefused(
                    new Calls(server).get("/v1/segmentation/" + report + "?version=1"),
                    409,
                    "standard@1 does not read (");
        }

        assertThat(fitByANewProcess().names()).hasSize(4).doesNotHaveDuplicates();
    }

    private SegmentationArtefact fitByANewProcess() {
        var started = new StandardSegments(store, new ActiveSegments(versions, names, files), configuration);
        var table = RfmTable.of(store.listPurchases(), configuration.timeZone()).orElseThrow();
        return started.fit(table, SegmentationArtefact.data(table, OPENED, OPENED.plus(Duration.ofDays(DAYS))))
                .artefact();
    }
}
