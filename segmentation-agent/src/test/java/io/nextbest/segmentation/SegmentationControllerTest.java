package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentationOperations;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent over real HTTP and a real PostgreSQL, trained on the 4,338 customers of Online Retail. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentationControllerTest implements RealPostgres {

    @Client("/")
    interface SegmentationClient extends SegmentationOperations {}

    @TempDir
    static Path directory;

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationClient client;

    @Inject
    JsonMapper json;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put(
                "segmentation-artefacts.directory",
                directory.resolve("not/yet/there").toString());
        return properties;
    }

    @BeforeAll
    void train() {
        OnlineRetail.figures().forEach(one -> log().append(OnlineRetail.purchases(one)));

        String trained = new Calls(server).train();
        assertThat(trained)
                .startsWith("{\"model\":\"standard\",\"version\":1,\"active\":true")
                .contains("\"model\":\"parity\"", "\"customers\":4338", "\"seed\":42");
        assertThat(trained).contains("\"data_to\":\"2011-12-09T12:50:00Z\"");
    }

    @Test
    void assignsACustomerWithReasonsThatSumToTheMargin() {
        var segmented = client.assign(new CustomerQuery("12347"), "parity");

        assertThat(segmented.customerId()).isEqualTo("12347");
        assertThat(segmented.segmentId()).isZero();
        assertThat(segmented.segmentName()).isEqualTo("Segment 0");
        assertThat(segmented.rfm()).isEqualTo(new Rfm(2, 7, 4310.00));
        assertThat(segmented.confidence()).isCloseTo(0.8622078, within(0.0005));
        assertThat(segmented.model()).isEqualTo("parity@1");
        assertThat(segmented.reasons())
                .extracting(Reason::factor)
                .satisfiesExactly(
                        recency -> assertThat(recency).startsWith("recency of 2 days"),
                        frequency -> assertThat(frequency).startsWith("frequency of 7 invoices"),
                        monetary -> assertThat(monetary).startsWith("monetary of 4310.00"));
        double margin =
                segmented.reasons().stream().mapToDouble(Reason::contribution).sum();
        double[] squared = client.profiles("parity").stream()
                .mapToDouble(profile -> squaredDistance(segmented.rfm(), profile.stats()))
                .sorted()
                .toArray();
        assertThat(margin).isCloseTo(squared[1] - squared[0], within(1e-5));
    }

    /** From the segment's means, with the older service's published means and deviations of all customers. */
    private static double squaredDistance(Rfm rfm, Map<String, Double> stats) {
        double recency = (rfm.recency() - number(stats, "Recency_mean")) / 100.002640;
        double frequency = (rfm.frequency() - number(stats, "Frequency_mean")) / 7.697110;
        double monetary = (rfm.monetary() - number(stats, "Monetary_mean")) / 8988.194279;
        return recency * recency + frequency * frequency + monetary * monetary;
    }

    @Test
    void describesTheSegmentsBiggestFirst() {
        List<SegmentProfile> profiles = client.profiles("parity");

        assertThat(profiles).extracting(SegmentProfile::segmentId).containsExactly(0, 1, 2, 3, 4);
        assertThat(profiles).extracting(SegmentProfile::customers).isSortedAccordingTo((a, b) -> b - a);
        assertThat(profiles).extracting(SegmentProfile::customers).last().isEqualTo(6);
        assertThat(profiles.stream().mapToDouble(SegmentProfile::revenueShare).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(profiles.getFirst().stats()).hasSize(12).containsEntry("Frequency_min", 1.0);
    }

    @Test
    void answersFiguresInExactlyTheOlderServicesShape() throws IOException {
        var answer = new Calls(server).post("/segment/manual", """
                {"recency": 30, "frequency": 5, "monetary": 1500}""");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, Object> body = members(answer);
        assertThat(body.keySet())
                .containsExactlyInAnyOrder(
                        "segment_id",
                        "segment_name",
                        "stats",
                        "confidence",
                        "distance_to_center",
                        "model",
                        "model_version");
        assertThat(body).containsEntry("segment_id", 0).containsEntry("segment_name", "Segment 0");
        assertThat(body).containsEntry("model", "parity").containsEntry("model_version", 1);
        assertThat(number(body, "distance_to_center")).isCloseTo(0.2248, within(0.0015));
        assertThat(number(body, "confidence")).isCloseTo(0.955, within(0.0005));
        assertThat(stats(body).keySet())
                .containsExactly(
                        "Recency_mean",
                        "Recency_median",
                        "Recency_min",
                        "Recency_max",
                        "Frequency_mean",
                        "Frequency_median",
                        "Frequency_min",
                        "Frequency_max",
                        "Monetary_mean",
                        "Monetary_median",
                        "Monetary_min",
                        "Monetary_max");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12347", "\"12347\"", "12347.0"})
    void answersACustomerByNumberAndByText(String id) throws IOException {
        var answer = new Calls(server).post("/segment/customer", "{\"customer_id\": " + id + "}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, Object> body = members(answer);
        assertThat(body.keySet())
                .containsExactlyInAnyOrder(
                        "segment_id",
                        "segment_name",
                        "stats",
                        "confidence",
                        "distance_to_center",
                        "data_source",
                        "model",
                        "model_version");
        assertThat(body).containsEntry("segment_id", 0).containsEntry("data_source", "database");
        assertThat(number(body, "distance_to_center")).isCloseTo(0.6889610, within(0.0015));
    }

    @Test
    void callsABodyOfAnotherTypeNoJsonOnTheOlderPathsOnly() {
        var calls = new Calls(server);

        for (String path : List.of("/segment/manual", "/segment/customer", "/api/segment")) {
            var answer = calls.post(path, "text/plain", "{\"customer_id\": 12347}");
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body()).contains("\"error\":\"No JSON data provided\"");
        }
        var ours = calls.post("/v1/segmentation/assign", "text/plain", "{\"customer_id\": \"12347\"}");
        assertThat(ours.statusCode()).isEqualTo(415);
        assertThat(ours.body())
                .contains(
                        "\"title\":\"Unsupported Media Type\"",
                        "\"type\":\"urn:nextbest:problem:unsupported-media-type\"")
                .contains("This path takes a body of the type application/json, and this one is of text/plain");
        var batch = calls.post("/v1/segmentation/batch", "text/plain", "{}");
        assertThat(batch.statusCode()).isEqualTo(415);
        assertThat(batch.body()).contains("application/x-ndjson", "text/csv");
        assertThat(calls.post("/v1/segmentation/assign", "").body())
                .contains("\"error\":\"body: is missing; this path takes one\"");
    }

    @Test
    void saysThatACustomerIsUnknownInTheWordsOfEachPath() throws IOException {
        var calls = new Calls(server);

        var older = calls.post("/segment/customer", "{\"customer_id\": 1}");
        var ours = calls.post("/v1/segmentation/assign", "{\"customer_id\": \"1\"}");

        assertThat(older.statusCode()).isEqualTo(404);
        assertThat(members(older)).containsEntry("error", "Customer not found").containsEntry("status", 404);
        assertThat(ours.statusCode()).isEqualTo(404);
        assertThat(ours.body()).contains("urn:nextbest:problem:customer-unknown");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'frequency':5,'monetary':1500}                   | recency",
                "{'recency':30,'monetary':1500}                    | frequency",
                "{'recency':30,'frequency':5}                      | monetary",
                "{'recency':null,'frequency':5,'monetary':1500}    | recency",
                "{'recency':-1,'frequency':5,'monetary':1500}      | recency",
                "{'recency':36501,'frequency':5,'monetary':1500}   | recency",
                "{'recency':30.5,'frequency':5,'monetary':1500}    | recency",
                "{'recency':'thirty','frequency':5,'monetary':1500}| recency",
                "{'recency':30,'frequency':0,'monetary':1500}      | frequency",
                "{'recency':30,'frequency':1000001,'monetary':1500}| frequency",
                "{'recency':30,'frequency':[5],'monetary':1500}    | frequency",
                "{'recency':30,'frequency':5,'monetary':-0.01}     | monetary",
                "{'recency':30,'frequency':5,'monetary':1e13}      | monetary",
                "{'recency':30,'frequency':5,'monetary':1e999}     | monetary",
                "{'recency':30,'frequency':5,'monetary':'NaN'}     | monetary",
                "{'recency':30,'frequency':5,'monetary':true}      | monetary",
            })
    void refusesFiguresThatCannotBeAndNamesTheField(String body, String field) throws IOException {
        var answer = new Calls(server).post("/segment/manual", body.replace('\'', '"'));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(String.valueOf(members(answer).get("error"))).contains(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "{\"recency\":",
                "[30,5,1500]",
                "{\"recency\":30,\"frequency\":5,\"monetary\":NaN}"
            })
    void refusesABodyThatIsNotJson(String body) throws IOException {
        var answer = new Calls(server).post("/segment/manual", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(members(answer)).containsKey("error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"customer_id\":null}",
                "{\"customer_id\":\" \"}",
                "{\"customer_id\":1.5}",
                "{\"customer_id\":true}",
                "{\"customer_id\":[1]}",
                "{\"customer_id\":{\"a\":1}}",
                "{\"customer_id\":1e999}",
                "{\"customer_id\":1e30}"
            })
    void refusesACustomerThatIsNeitherTextNorWholeNumber(String body) throws IOException {
        var answer = new Calls(server).post("/segment/customer", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(String.valueOf(members(answer).get("error"))).contains("customer_id");
    }

    @Test
    void leavesTheOlderServicesFilesBehind() throws IOException {
        Path files = directory.resolve("not/yet/there");

        assertThat(files).isDirectoryContaining("glob:**/rfm_table.csv");
        try (var listed = Files.list(files)) {
            assertThat(listed.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "rfm_table.csv", "segment_profiles.json", "kmeans_model.json", "scaler.json");
        }
        assertThat(Files.readAllLines(files.resolve("rfm_table.csv")))
                .hasSize(4339)
                .startsWith("CustomerID,Recency,Frequency,Monetary", "12346,326,1,77183.6", "12347,2,7,4310.0");
        Map<String, Map<String, Object>> profiles = read(files.resolve("segment_profiles.json"));
        assertThat(profiles).containsOnlyKeys("0", "1", "2", "3", "4");
        assertThat(profiles.get("4"))
                .hasSize(13)
                .containsEntry("segment_name", "Segment 4")
                .containsKey("Monetary_max");
        Map<String, Object> model = read(files.resolve("kmeans_model.json"));
        assertThat(model).containsEntry("n_clusters", 5).containsKeys("cluster_centers", "inertia", "random_state");
        Map<String, List<Double>> scaler = read(files.resolve("scaler.json"));
        assertThat(scaler.get("scale")).hasSize(3);
    }

    /** On failure the README as it should be lies in target. */
    @Test
    void answersWhatItsReadmeSays() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        var example = Pattern.compile("(\\$ curl localhost:5001(\\S+) .*-d '(.*)'\\n)(?:\\{.*\\}\\n)?```");
        var calls = new Calls(server);

        String expected = example.matcher(readme)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                        + calls.post(found.group(2), found.group(3)).body() + "\n```"));

        Files.writeString(Path.of("target/README.md"), expected);
        assertThat(expected).contains("\"distance_to_center\":0.22");
        assertThat(readme).isEqualTo(expected);
    }

    @SuppressWarnings("unchecked")
    private <V> Map<String, V> read(Path file) throws IOException {
        return Objects.requireNonNull(json.readValue(Files.readAllBytes(file), Map.class));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> members(HttpResponse<String> answer) throws IOException {
        return Objects.requireNonNull(json.readValue(answer.body(), Map.class));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> stats(Map<String, Object> body) {
        return (Map<String, Object>) Objects.requireNonNull(body.get("stats"));
    }

    private static double number(Map<String, ?> body, String member) {
        return ((Number) Objects.requireNonNull(body.get(member))).doubleValue();
    }
}
