package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.ModelRegistry;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Value bands of the real shop's 4,338 customers, from its own rows, and how long they take. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValueOnlineRetailTest implements RealPostgres {

    private static final Path ROWS =
            Path.of(System.getProperty("shared.folder", "../../shared"), "data/online-retail/online_retail.csv.gz");

    @Inject
    EmbeddedServer server;

    @Inject
    SegmentationProjection projection;

    @Inject
    ModelRegistry registry;

    @Inject
    Database database;

    @Test
    void trainsAndAnswersFromTheShopsOwnRows() throws IOException {
        assumeThat(ROWS)
                .as("skipped: the invoice rows do not lie beside the project, at " + ROWS)
                .exists();
        apply();
        for (int i = 1; i <= 3; i++) {
            long start = System.nanoTime();
            registry.train(true);
            System.out.printf("three models: training %d took %.2f s%n", i, (System.nanoTime() - start) / 1e9);
        }
        var calls = new Calls(server);

        var version = calls.get("/v1/agent/versions/value/3").body();
        var answer = calls.post("/v1/segmentation/assign?model=value", "{\"customer_id\":\"12347\"}");
        var profiles = calls.get("/v1/segmentation/profiles?model=value");

        System.out.println(version + "\n" + answer.body() + "\n" + profiles.body());
        assertThat(version).contains("\"customers\":4338", "\"active\":true");
        assertThat(answer.body()).contains("\"model\":\"value@3\"", "\"rfm\":{\"recency\":2,\"frequency\":7");
        assertThat(profiles.body()).contains("Most valuable", "Least valuable");
        for (String report : List.of("drift?model=value&months=6", "movement?model=value&from=2011-10-31")) {
            long start = System.nanoTime();
            var reported = calls.get("/v1/segmentation/" + report);
            System.out.printf("%s took %.2f s%n%s%n", report, (System.nanoTime() - start) / 1e9, reported.body());
            assertThat(reported.body()).startsWith("{\"model\":\"value@3\"").contains("Most valuable");
        }
    }

    private void apply() throws IOException {
        try (var csv = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(ROWS)), StandardCharsets.UTF_8))) {
            List<StoredEvent> page = new ArrayList<>();
            var iterator = OnlineRetail.rows(csv).iterator();
            long rows = 0;
            while (iterator.hasNext()) {
                page.add(new StoredEvent(++rows, iterator.next()));
                if (page.size() == 10_000 || !iterator.hasNext()) {
                    database.jdbi().useTransaction(handle -> projection.apply(handle, page));
                    page.clear();
                }
            }
        }
    }
}
