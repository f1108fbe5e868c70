package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.Refit;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.SegmentNames;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelVersions;
import io.nextbest.runtime.RuntimeConfiguration;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard model beside the parity model, on the customers of Online Retail: one life of one agent, in order. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandardSegmentsTest implements RealPostgres {

    @Client("/")
    interface SegmentationClient extends SegmentationOperations {}

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationClient client;

    @Inject
    EventReader reader;

    @Inject
    ModelVersions versions;

    @Inject
    SegmentNameStore names;

    @Inject
    PublishedFiles published;

    @Inject
    ActiveSegments active;

    @Inject
    SegmentationStore store;

    @BeforeAll
    void train() {
        OnlineRetail.figures().forEach(one -> log().append(OnlineRetail.purchases(one)));
        new Calls(server).train();
    }

    @Test
    @Order(1)
    void choosesTheNumberOfSegmentsFromTheDataAndReportsWhatLost() {
        var choice = client.choice(null);

        assertThat(choice.model()).isEqualTo("standard@1");
        assertThat(choice.fixed()).isFalse();
        assertThat(choice.tried()).extracting(one -> one.clusters()).containsExactly(3, 4, 5, 6, 7, 8);
        assertThat(choice.tried()).allSatisfy(one -> assertThat(one.verdict()).isNotBlank());
        assertThat(client.profiles(null)).hasSize(choice.clusters());
        assertThat(client.choice("parity").fixed()).isTrue();
        var version = new Calls(server).get("/v1/agent/versions/standard/1").body();
        assertThat(version).contains("\"tried_8\":", "\"stability\":", "\"smallest_share\":");
    }

    @Test
    @Order(2)
    void namesSegmentsByWhatTheyAre() {
        List<SegmentProfile> profiles = client.profiles("standard");

        assertThat(profiles).extracting(SegmentProfile::segmentName).doesNotHaveDuplicates();
        assertThat(profiles).extracting(SegmentProfile::share).allMatch(share -> share >= 0.05);
        SegmentProfile champions = profiles.stream()
                .filter(one -> one.segmentName().equals("Champions"))
                .findFirst()
                .orElseThrow();
        assertThat(profiles)
                .extracting(one -> one.stats().get("Monetary_median"))
                .allMatch(median -> median <= champions.stats().get("Monetary_median"));
        assertThat(client.profiles("parity"))
                .extracting(SegmentProfile::segmentName)
                .contains("Segment 0");
    }

    @Test
    @Order(3)
    void saysHowSureItIsAndWhatComesSecond() {
        var segmented = client.assign(new CustomerQuery("12347"));

        assertThat(segmented.model()).isEqualTo("standard@1");
        assertThat(segmented.confidence()).isBetween(0.5, 1.0);
        var second = Objects.requireNonNull(segmented.second());
        assertThat(second.segmentId()).isNotEqualTo(segmented.segmentId());
        assertThat(second.confidence()).isBetween(0.0, 0.5);
        assertThat(segmented.confidence() + second.confidence()).isLessThanOrEqualTo(1 + 1e-9);
        assertThat(segmented.reasons()).hasSize(3);
        assertThat(segmented.reasons().stream()
                        .mapToDouble(Reason::contribution)
                        .sum())
                .isPositive();
        assertThat(client.assign(new CustomerQuery("12347"), "parity").model()).isEqualTo("parity@1");
    }

    @Test
    @Order(3)
    void saysWhatTheSmallestChangeIsThatWouldPutHimElsewhere() {
        var flip =
                Objects.requireNonNull(client.assign(new CustomerQuery("12347")).flip());
        var figures = new TreeMap<>(Map.of("recency", 2.0, "frequency", 7.0, "monetary", 4310.0));
        flip.changes().forEach(change -> {
            assertThat(figures).containsEntry(change.figure(), change.from());
            figures.put(change.figure(), change.to());
        });

        var changed = new Calls(server).post("/segment/manual?model=standard", """
                {"recency":%d,"frequency":%d,"monetary":%s}""".formatted(
                Math.round(figures.get("recency")), Math.round(figures.get("frequency")), figures.get("monetary")));

        assertThat(changed.body()).contains("\"segment_name\":\"%s\"".formatted(flip.segmentName()));
        assertThat(flip.text()).startsWith(flip.segmentName() + " with a ").contains(" instead of ");
    }

    @Test
    @Order(4)
    void answersTheOlderPathsByTheModelThatIsAskedFor() {
        var calls = new Calls(server);
        String figures = "{\"recency\":30,\"frequency\":5,\"monetary\":1500%s}";

        assertThat(calls.post("/segment/manual", figures.formatted("")).body()).contains("\"model\":\"parity\"");
        assertThat(calls.post("/segment/manual?model=standard", figures.formatted(""))
                        .body())
                .contains("\"model\":\"standard\",\"model_version\":1");
        assertThat(calls.post("/segment/manual", figures.formatted(",\"model\":\"standard\""))
                        .body())
                .contains("\"model\":\"standard\"");
        assertThat(calls.post("/segment/customer", "{\"customer_id\":12347,\"model\":\"standard\"}")
                        .body())
                .contains("\"model\":\"standard\"", "\"data_source\":\"database\"");
        var unknown = calls.post("/segment/manual?model=other", figures.formatted(""));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("model: must be one of");
    }

    @Test
    @Order(5)
    void groupsTheFirstCustomersBySegmentInBothFormsOfTheOlderService() {
        var calls = new Calls(server);

        var object = calls.post("/api/segment", "{\"customer_count\": 5}");
        var list = calls.post("/api/segment?format=list", "{\"customer_count\": 5}");

        assertThat(object.statusCode()).as(object.body()).isEqualTo(200);
        assertThat(object.body())
                .startsWith("{\"segments\":[{\"segment_id\":0,\"segment_name\":\"Segment 0\",\"customers\":[123")
                .endsWith(
                        "\"data_source\":\"database\",\"total_customers\":5,\"model\":\"parity\",\"model_version\":1}");
        assertThat(list.body()).startsWith("[{\"segment_id\":0,\"segment_name\":\"Segment 0\",\"customers\":[123");
        assertThat(object.body()).contains(list.body());
        assertThat(calls.post("/api/segment", "{}").statusCode()).isEqualTo(400);
        assertThat(calls.post("/api/segment", "{\"customer_count\":0}").statusCode())
                .isEqualTo(400);
        assertThat(calls.post("/api/segment?format=xml", "{\"customer_count\":1}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @Order(6)
    void movesACustomerToAnotherSegmentWithHisNextPurchase() {
        var before = client.assign(new CustomerQuery("12350")); // one invoice, 310 days ago
        var at = OnlineRetail.REFERENCE.minusSeconds(86_400);
        log().append(IntStream.range(0, 12)
                .mapToObj(i -> purchase("12350", "back-" + i, at, BigDecimal.TEN, new BigDecimal("90")))
                .toList());
        reader.catchUp();

        var after = client.assign(new CustomerQuery("12350"));

        assertThat(after.model()).isEqualTo(before.model());
        assertThat(after.rfm().frequency()).isEqualTo(before.rfm().frequency() + 12);
        assertThat(after.segmentName()).isEqualTo("Champions").isNotEqualTo(before.segmentName());
    }

    @ParameterizedTest
    @CsvSource({
        "0, ' ', name",
        "0, " + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" + ", name",
        "99, New, segment_id",
        "-1, New, segmentId"
    })
    @Order(7)
    void refusesANameThatCannotBe(int segment, String name, String member) {
        var answer = new Calls(server).put("/v1/segmentation/names", """
                {"model":"standard","segment_id":%d,"name":"%s"}""".formatted(segment, name));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).containsIgnoringCase(member.replace("segmentId", "segment_id"));
    }

    @Test
    @Order(8)
    void keepsAnOperatorsNameThroughARefit() {
        var calls = new Calls(server);
        List<SegmentProfile> before = client.profiles("standard");
        int segment = 1;
        String taken = before.get(0).segmentName();

        var duplicate = calls.put("/v1/segmentation/names", """
                {"segment_id":%d,"name":"%s"}""".formatted(segment, taken));
        assertThat(duplicate.statusCode()).isEqualTo(400);
        assertThat(duplicate.body()).contains("is called " + taken + " already");
        var renamed = calls.put("/v1/segmentation/names", """
                {"segment_id":%d,"name":"Our \\"friends\\""}""".formatted(segment));
        assertThat(renamed.statusCode()).as(renamed.body()).isEqualTo(200);
        assertThat(client.profiles(null).get(segment).segmentName()).isEqualTo("Our \"friends\"");

        log().append(purchase("99999", "late", OnlineRetail.REFERENCE, BigDecimal.ONE, BigDecimal.TEN));
        String trained = calls.train();
        assertThat(trained).startsWith("{\"model\":\"standard\",\"version\":2,\"active\":true");
        assertThat(trained) // all three names stay, and a fourth takes a quarter of the customers
                .contains("\"names_kept\":0.7", "76 % of the customers keep their segment's name")
                .contains("because the data carry 4 segments now, 3 before; chosen: ");

        List<SegmentProfile> after = client.profiles(null);
        assertThat(after.get(segment).segmentName()).isEqualTo("Our \"friends\"");
        assertThat(after.get(0).segmentName()).isEqualTo(taken);
    }

    @Test
    @Order(9)
    void bringsTheFilesUpToWhatIsActive() throws IOException {
        Path files = home().resolve("models/segmentation");
        String second = Files.readString(files.resolve("standard/kmeans_model.json"));
        assertThat(second).contains("\"model\":\"standard\"", "Our \\\"friends\\\"");
        assertThat(Files.readString(files.resolve("kmeans_model.json"))).contains("\"model\":\"parity\"");

        var back = new Calls(server).post("/v1/agent/rollback", "{\"model\":\"standard\"}");

        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(client.profiles(null).get(1).segmentName()).isEqualTo("Our \"friends\""); // given to version 1
        assertThat(Files.readString(files.resolve("standard/kmeans_model.json")))
                .isNotEqualTo(second);
        assertThat(Files.readAllLines(files.resolve("standard/rfm_table.csv"))).hasSize(4339);
    }

    /** As after a kill between the activation and the files: the next start finds other files than the active ones. */
    @Test
    @Order(10)
    void mendsAtTheStartWhatAKillLeftUndone() throws IOException {
        Path files = home().resolve("models/segmentation");
        byte[] model = Files.readAllBytes(files.resolve("kmeans_model.json"));
        byte[] table = Files.readAllBytes(files.resolve("rfm_table.csv"));
        byte[] profiles = Files.readAllBytes(files.resolve("standard/segment_profiles.json"));
        Files.writeString(files.resolve("kmeans_model.json"), "{}");
        Files.delete(files.resolve("rfm_table.csv"));
        Files.writeString(files.resolve("standard/segment_profiles.json"), "of another version");

        new ActiveSegments(versions, names, published).load();

        assertThat(files.resolve("kmeans_model.json")).hasBinaryContent(model);
        assertThat(files.resolve("rfm_table.csv")).hasBinaryContent(table);
        assertThat(files.resolve("standard/segment_profiles.json")).hasBinaryContent(profiles);
    }

    @Test
    @Order(10)
    void answersBeforeItsFilesAreWritten() throws IOException {
        Path file = home().resolve("models/segmentation/standard/segment_profiles.json");
        byte[] whole = Files.readAllBytes(file);
        Files.writeString(file, "of another version");
        var held = new CountDownLatch(1);
        var slow =
                new PublishedFiles(
                        new ArtefactConfiguration("", "", "", "", ""),
                        new RuntimeConfiguration("segmentation", "PT0S", home().toString())) {
                    @Override
                    void publish(Artefact artefact, String text) {
                        assertThatCode(held::await).doesNotThrowAnyException();
                        super.publish(artefact, text);
                    }
                };
        var started = new ActiveSegments(versions, names, slow);

        Optional<Trained> answers = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> started.find("standard"));

        assertThat(answers).isPresent();
        assertThat(file).hasContent("of another version");
        held.countDown();
        slow.close();
        assertThat(file).hasBinaryContent(whole);
    }

    @Test
    @Order(11)
    void keepsTheNumberOfSegmentsOfTheVersionBeforeAndSaysSo() {
        var calls = new Calls(server);
        calls.train();
        var first = client.choice("standard");

        String again = calls.train();

        var second = client.choice("standard");
        assertThat(second.model()).isNotEqualTo(first.model());
        assertThat(second.clusters()).isEqualTo(first.clusters());
        String kept = "kept: k=%d of version %s still counts and is "
                .formatted(first.clusters(), first.model().substring("standard@".length()));
        assertThat(second.tried().get(first.clusters() - 3).verdict()).startsWith(kept);
        assertThat(again).contains("% of the customers keep their segment's name; " + kept);
        assertThat(again)
                .as("what parity is compared by")
                .containsPattern("5 segments of 4,339 customers, the smallest [\\d.]+ %; active: 5 segments of 4,339");
    }

    @Test
    @Order(12)
    void staysNearTheVersionBeforeWhereAFitFromScratchWouldMove() {
        SegmentModel before = active();
        log().append(IntStream.range(0, 300)
                .mapToObj(i -> purchase(
                        "new-" + i, "new-" + i, OnlineRetail.REFERENCE, BigDecimal.ONE, new BigDecimal(20 + i)))
                .toList());

        new Calls(server).train();
        SegmentModel refit = active();
        var table =
                RfmTable.of(store.listPurchases(), ZoneId.of("Europe/London")).orElseThrow();
        var recipe = new Recipe(Features.LOG, before.centroids().size(), 50, 42);
        SegmentModel scratch = SegmentModel.fit(table, recipe);
        assertThat(refit.inertia()).isGreaterThan(scratch.inertia() * (1 + 1e-6)); // not the optimum, but
        assertThat(refit.inertia()).isLessThanOrEqualTo(scratch.inertia() * (1 + Refit.MARGIN)); // as good
        assertThat(refit.centroids().centers())
                .isDeepEqualTo(numberedAs(before, Refit.of(before, table, recipe))
                        .centroids()
                        .centers());
    }

    private SegmentModel active() {
        return ((TrainedSegments) active.find(SegmentationArtefact.STANDARD).orElseThrow()).segments();
    }

    private static SegmentModel numberedAs(SegmentModel before, SegmentModel refit) {
        return refit.renumbered(
                SegmentNames.carry(before, SegmentNames.of(before), refit).order());
    }
}
