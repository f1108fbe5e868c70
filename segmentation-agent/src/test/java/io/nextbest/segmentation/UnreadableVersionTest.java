package io.nextbest.segmentation;

import static io.nextbest.runtime.testing.Calls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.Service;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The active version's artefact is spoiled in the database; the processes before and after it go on answering. */
class UnreadableVersionTest {

    private static final String CUSTOMER = "{\"customer_id\":\"s1000\"}";

    @TempDir
    Path directory;

    private static Calls calls(ApplicationContext process) {
        return new Calls(process.getBean(EmbeddedServer.class));
    }

    /** How an answer of ours names the version: by the setting's model, or by the older paths' where that is parity. */
    private static String label(ApplicationContext process, String model) {
        var answer = calls(process)
                .post("/v1/segmentation/assign" + (model.equals("parity") ? "?model=parity" : ""), CUSTOMER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll("(?s).*\"model\":\"([^\"]+)\".*", "$1");
    }

    private static void spoil(ApplicationContext process, String model, int version, String artefact) {
        int spoiled = process.getBean(Database.class)
                .jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                UPDATE segmentation.model_version SET artifact = :artefact
                                 WHERE model = :model AND version = :version
                                """)
                        .bind("artefact", artefact)
                        .bind("model", model)
                        .bind("version", version)
                        .execute());
        assertThat(spoiled).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "parity", "value"})
    void answersWithTheVersionBeforeAndSaysWhy(String model) {
        try (var log = new EventLog()) {
            Map<String, Object> settings = new HashMap<>(TestDatabases.fresh());
            settings.put("micronaut.server.port", "-1");
            settings.put("micronaut.http.services.orchestrator.url", log.url());
            settings.put("log-reader.poll-interval", "1h");
            settings.put("nextbest.home", directory.toString());
            settings.put("segmentation.model", model.equals("parity") ? "standard" : model);
            ValueShop.shoppers(500).forEach(one -> log.append(one.purchases()));
            try (var old = Service.start("segmentation", settings)) {
                calls(old).train();
                calls(old).train();
                assertThat(calls(old)
                                .post("/v1/agent/versions/" + model + "/2/activate", "")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(label(old, model)).isEqualTo(model + "@2");
                String own = calls(old)
                        .get("/v1/agent/versions/" + model + "/2/artefact")
                        .body();

                spoil(old, model, 2, "{\"format\":\"foreign/1\"}");

                assertThat(label(old, model)).as("read before it was spoiled").isEqualTo(model + "@2");
                assertThat(calls(old).get("/v1/agent/status").body()).contains("\"problem\":null");
                assertThat(calls(old).get("/health/readiness").body()).doesNotContain("does not read");
                try (var started = Service.start("segmentation", settings)) {
                    assertThat(label(started, model)).isEqualTo(model + "@1");
                    assertThat(calls(started).get("/v1/agent/status").body())
                            .contains(model + "@2 does not read (format: is foreign/1", model + "@1 answers instead.");
                    assertThat(calls(started)
                                    .get("/v1/segmentation/profiles?model=" + model)
                                    .statusCode())
                            .isEqualTo(200);
                    assertThat(calls(started)
                                    .post("/segment/customer", CUSTOMER)
                                    .statusCode())
                            .isEqualTo(200);
                }
                spoil(old, model, 1, "{\"format\":");
                try (var started = Service.start("segmentation", settings)) {
                    var refused = calls(started).post("/v1/segmentation/assign?model=" + model, CUSTOMER);
                    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
                    assertThat(refused.body()).contains(model + "@2 does not read", "nothing answers in its place");
                    spoil(old, model, 2, "{\"format\":");
                    assertRefused(
                            calls(started).post("/v1/agent/versions/" + model + "/2/activate", ""), 409, "cut off");
                    spoil(old, model, 2, CorruptArtefactTest.overflowing(own));
                    assertRefused(
                            calls(started).post("/v1/agent/versions/" + model + "/2/activate", ""), 409, "finite");
                    assertThat(calls(started)
                                    .post("/segment/customer", CUSTOMER)
                                    .statusCode())
                            .isEqualTo(model.equals("parity") ? 500 : 200);
                }
            }
        }
    }
}
