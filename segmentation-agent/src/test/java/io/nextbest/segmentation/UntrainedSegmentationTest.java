package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** From no data over too little data to a first model: one life of one agent, in order. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UntrainedSegmentationTest implements RealPostgres {

    private static final Instant NOON = Instant.parse("2011-12-09T12:00:00Z");

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put("segmentation.clusters", "3");
        return properties;
    }

    @Test
    @Order(1)
    void saysThatNoModelIsTrainedInTheStatusOfEachPath() {
        var calls = new Calls(server);

        var manual = calls.post("/segment/manual", "{\"recency\":30,\"frequency\":5,\"monetary\":1500}");
        assertThat(manual.statusCode()).isEqualTo(500);
        assertThat(manual.body()).contains("\"error\":\"Model artifact not found\"");
        var customer = calls.post("/segment/customer", "{\"customer_id\":12347}");
        assertThat(customer.statusCode()).isEqualTo(500);
        assertThat(customer.body()).contains("\"error\":\"Model artifact not found\"");
        var assign = calls.post("/v1/segmentation/assign", "{\"customer_id\":\"12347\"}");
        assertThat(assign.statusCode()).isEqualTo(409);
        assertThat(assign.body()).contains("urn:nextbest:problem:model-not-trained");
        assertThat(calls.get("/v1/segmentation/profiles").statusCode()).isEqualTo(409);
        assertThat(calls.get("/health/readiness").statusCode()).isEqualTo(503);
        assertThat(calls.get("/health").body()).isEqualTo("{\"status\":\"ok\",\"service\":\"segmentation-agent\"}");
    }

    @Test
    @Order(2)
    void refusesToTrainOnNothing() {
        var answer = new Calls(server).post("/v1/agent/train", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("data-insufficient", "No customer has a purchase on record");
    }

    @Test
    @Order(3)
    void refusesToTrainOnFewerCustomersThanSegments() {
        log().append(purchase("a", "1", NOON, BigDecimal.ONE, BigDecimal.TEN));
        log().append(purchase("b", "2", NOON, BigDecimal.ONE, BigDecimal.TEN));

        var answer = new Calls(server).post("/v1/agent/train", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .contains("data-insufficient", "counting equal ones once, the 2 with purchases are 1; import more.");
    }

    @Test
    @Order(4)
    void refusesToTrainOnCustomersWhoAreAllEqual() {
        log().append(IntStream.range(0, 10)
                .mapToObj(i -> purchase("c" + i, "3-" + i, NOON, BigDecimal.ONE, BigDecimal.TEN))
                .toList());

        var answer = new Calls(server).post("/v1/agent/train", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .contains(
                        "data-insufficient",
                        "3 segments need at least as many different customers; counting equal ones once, the 12 with purchases"
                                + " are 1; import more.");
        assertThat(Files.exists(home().resolve("models"))).isFalse();
    }

    @Test
    @Order(5)
    void trainsOnceTheCustomersDifferAndKeepsThatModelWhenALaterTrainingFails() {
        var calls = new Calls(server);
        log().append(purchase("d", "4", NOON.minusSeconds(900_000), BigDecimal.ONE, BigDecimal.ONE));
        log().append(purchase("e", "5", NOON, BigDecimal.ONE, new BigDecimal("5000")));
        calls.train();
        assertThat(home().resolve("models/segmentation/segment_profiles.json")).exists();

        byte[] before = bytes("segment_profiles.json");

        log().append(purchase("f", "6", NOON, BigDecimal.ONE, new BigDecimal("9000")));
        blockWithAFile(home().resolve("models/segmentation/fitted"));
        var failed = calls.post("/v1/agent/train", "");

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain("fitted");
        assertThat(calls.get("/v1/agent/versions").body())
                .contains("\"version\":1")
                .doesNotContain("\"version\":2");
        assertThat(bytes("segment_profiles.json")).isEqualTo(before);
        var answer = calls.post("/segment/customer", "{\"customer_id\":\"e\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"model\":\"parity\",\"model_version\":1");
    }

    @Test
    @Order(6)
    void answersTheOlderPathsByParityOrNotAtAll() {
        database.jdbi().useTransaction(handle -> {
            handle.execute("DELETE FROM segmentation.model_activation WHERE model = 'parity'");
            handle.execute("DELETE FROM segmentation.model_version WHERE model = 'parity'");
        });
        var calls = new Calls(server);
        assertThat(calls.post("/v1/agent/versions/standard/1/activate", "").statusCode())
                .isEqualTo(200);

        var older = calls.post("/segment/customer", "{\"customer_id\":\"e\"}");
        assertThat(older.statusCode()).isEqualTo(500);
        assertThat(older.body()).contains("\"error\":\"Model artifact not found\"");
        assertThat(calls.post("/segment/customer?model=standard", "{\"customer_id\":\"e\"}")
                        .body())
                .contains("\"model\":\"standard\",\"model_version\":1");
        assertThat(calls.post("/v1/segmentation/assign", "{\"customer_id\":\"e\"}")
                        .body())
                .contains("\"model\":\"standard@1\"");
    }

    private byte[] bytes(String name) {
        try {
            return Files.readAllBytes(home().resolve("models/segmentation").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No directory can be made where a file is, by root neither. */
    private static void blockWithAFile(Path fitted) {
        try {
            Files.move(fitted, fitted.resolveSibling("moved"));
            Files.createFile(fitted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
