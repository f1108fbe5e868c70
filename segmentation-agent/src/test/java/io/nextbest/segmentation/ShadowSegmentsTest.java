package io.nextbest.segmentation;

import static io.nextbest.segmentation.TwoYearShop.CUSTOMERS;
import static io.nextbest.segmentation.TwoYearShop.DAYS;
import static io.nextbest.segmentation.TwoYearShop.bought;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.segmentation.MovementReport;
import io.nextbest.contracts.segmentation.SegmentMonitoringOperations;
import io.nextbest.contracts.segmentation.SegmentRename;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.contracts.segmentation.ShadowReport;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second version of each model beside the first, after customers came who are of another kind. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShadowSegmentsTest implements RealPostgres {

    private static final int ONCE = 40;
    private static final int RENAMED = 1;

    @Client("/")
    interface SegmentationClient extends SegmentationOperations, SegmentMonitoringOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationClient client;

    @Inject
    Database database;

    @Inject
    Customers customers;

    @Inject
    ActiveSegments segments;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put("segmentation.standard-clusters", "4");
        return properties;
    }

    @BeforeAll
    void train() {
        var calls = new Calls(server);
        log().append(TwoYearShop.purchases());
        calls.train();
        log().append(IntStream.range(0, ONCE)
                .mapToObj(i -> bought("once" + i, "once-" + i, DAYS - 9 * i, 5 + 7 * i))
                .toList());
        assertThat(calls.post("/v1/agent/train?activate=false", "").body())
                .startsWith("{\"model\":\"standard\",\"version\":2,\"active\":false");
    }

    /** Numbers mean the same in both: a refit keeps them, those of parity go by size, those of bands by rank. */
    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"standard", "parity", "value"})
    void scoresAShadowBesideTheAnswerAndComparesBothOnEverybody(String model) {
        var calls = new Calls(server);
        assertThat(calls.get("/v1/segmentation/shadow?model=" + model).body())
                .contains("No version of " + model + " is a shadow");
        assertThat(calls.post("/v1/agent/versions/" + model + "/2/shadow", "").statusCode())
                .isEqualTo(200);
        client.rename(new SegmentRename(null, RENAMED, "Our friends"), model);
        Trained ours = segments.version(model, 1);
        Trained theirs = segments.version(model, 2);
        List<Trained.Customer> everybody = customers.list(ours, customers.referenceNow(ours));
        Map<Boolean, List<Trained.Customer>> agreeing = everybody.stream()
                .collect(Collectors.partitioningBy(
                        one -> ours.assign(one).segment() == theirs.assign(one).segment()));

        ShadowReport report = client.shadow(model);

        assertThat(report.active()).isEqualTo(model + "@1");
        assertThat(report.shadow()).isEqualTo(model + "@2");
        assertThat(report.customers()).isEqualTo(CUSTOMERS + ONCE);
        assertThat(report.same()).isEqualTo(agreeing.get(true).size()).isBetween(700, CUSTOMERS + ONCE - 2);
        assertThat(report.agreement()).isEqualTo((double) report.same() / report.customers());
        assertThat(report.activeConfidence()).isCloseTo(confidence(ours, everybody), within(1e-12));
        assertThat(report.shadowConfidence()).isCloseTo(confidence(theirs, everybody), within(1e-12));
        assertThat(report.activeConfidence()).isNotCloseTo(report.shadowConfidence(), within(1e-6));
        assertThat(report.pairs()).anyMatch(pair -> pair.active().equals("Our friends"));
        assertThat(report.pairs().stream()
                        .mapToInt(ShadowReport.Pair::customers)
                        .sum())
                .isEqualTo(report.customers());
        Trained.Customer friend = agreeing.get(true).stream()
                .filter(one -> ours.assign(one).segment() == RENAMED)
                .findFirst()
                .orElseThrow();
        for (Trained.Customer one : List.of(
                friend, agreeing.get(false).getFirst(), agreeing.get(false).getLast())) {
            assertThat(client.assign(new CustomerQuery(one.id()), model).model())
                    .isEqualTo(model + "@1");
        }
        String counter = "segmentation_shadow_total\\{agrees=\"%s\",model=\"" + model + "\"[^}]*} %d\\.0";
        assertThat(calls.get("/prometheus").body())
                .containsPattern(counter.formatted(true, 1))
                .containsPattern(counter.formatted(false, 2));
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"standard", "parity", "value"})
    void countsWhoWentWhereByTheVersionThatIsNamed(String model) {
        LocalDate june = LocalDate.of(2011, 6, 30);
        Trained theirs = segments.version(model, 2);

        MovementReport report = client.movement(model, 2, june.toString(), "2011-07-31");
        List<MovementReport> months = client.monthlyMovement(model, 2, "2011-07-31", 1);

        assertThat(report.model()).isEqualTo(model + "@2");
        assertThat(months).containsExactly(report);
        int[] sizes = new int[theirs.names().size()];
        customers.list(theirs, june).forEach(one -> sizes[theirs.assign(one).segment()]++);
        assertThat(report.segments())
                .extracting(MovementReport.Row::customers)
                .containsExactly(Arrays.stream(sizes).boxed().toArray(Integer[]::new));
        assertThat(client.movement(model, null, june.toString(), "2011-07-31").segments())
                .extracting(MovementReport.Row::customers)
                .isNotEqualTo(report.segments().stream()
                        .map(MovementReport.Row::customers)
                        .toList());
    }

    private static double confidence(Trained trained, List<Trained.Customer> everybody) {
        return everybody.stream()
                .mapToDouble(one -> trained.assign(one).confidence())
                .average()
                .orElseThrow();
    }

    @Test
    @Order(2)
    void answersAllTheSameWhenTheShadowDoesNotRead() {
        int changed = database.jdbi().withHandle(handle -> handle.execute("""
                        UPDATE segmentation.model_version SET artifact = '{"format":"foreign"}'
                         WHERE model = 'standard' AND version = 2
                        """));
        assertThat(changed).isOne();
        var calls = new Calls(server);
        assertThat(calls.delete("/v1/agent/shadow/standard").statusCode()).isEqualTo(200);
        var refused = calls.post("/v1/agent/versions/standard/2/shadow", "");
        assertThat(refused.body()).contains("standard@2 does not read", "format: is foreign");

        var activated = calls.post("/v1/agent/versions/standard/2/activate", "");

        assertThat(activated.statusCode()).isEqualTo(409);
        assertThat(client.assign(new CustomerQuery("c5")).model()).isEqualTo("standard@1");
    }
}
