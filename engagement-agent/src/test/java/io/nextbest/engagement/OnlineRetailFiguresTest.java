package io.nextbest.engagement;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.ModelRegistry;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** Measures the model and the projection on Online Retail, where the data folder is present; prints the figures. */
@MicronautTest(environments = "engagement", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineRetailFiguresTest implements RealPostgres {

    private static final Path FILE =
            Path.of(System.getProperty("data.folder", "../../shared/data"), "online-retail/online_retail.csv.gz");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int PAGE = 10_000;

    @Inject
    EngagementProjection projection;

    @Inject
    ModelRegistry registry;

    @Inject
    Database database;

    @Inject
    EmbeddedServer server;

    static boolean dataIsPresent() {
        return Files.exists(FILE);
    }

    @Test
    @EnabledIf("dataIsPresent")
    void ranksTheCustomersWhoBuyAgainAboveThoseWhoDoNot() throws IOException, InterruptedException {
        long nanos = 0;
        int rows = 0;
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
            reader.readLine();
            List<StoredEvent> page = page(reader, rows);
            while (!page.isEmpty()) {
                List<StoredEvent> events = page;
                rows += page.size();
                long start = System.nanoTime();
                database.jdbi().useTransaction(handle -> projection.apply(handle, events));
                nanos += System.nanoTime() - start;
                page = page(reader, rows);
            }
        }
        ModelVersion version = registry.train(true).getFirst();

        System.out.printf("%d events folded, %.0f events/s%n%s%n%s%n", rows, rows / (nanos / 1e9), version, answer());
        assertThat(rows).isEqualTo(541_909);
        assertThat(version.model()).isEqualTo("recency-frequency");
        assertThat(version.metrics().get("auc")).isGreaterThan(0.7);
        assertThat(version.metrics().get("brier")).isLessThan(version.metrics().get("brier_of_the_share"));
    }

    private String answer() throws IOException, InterruptedException {
        String question = """
                {"customer_id":"12347"}""";
        var request = HttpRequest.newBuilder(server.getURI().resolve("/v1/engagement/predict"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static List<StoredEvent> page(BufferedReader reader, int before) throws IOException {
        List<StoredEvent> page = new ArrayList<>();
        String line = page.size() < PAGE ? reader.readLine() : null;
        while (line != null) {
            // only the description may hold a comma: count the columns after it from the end
            String[] cells = line.split(",", -1);
            int last = cells.length - 1;
            String customerId = cells[last - 1].isEmpty() ? null : cells[last - 1];
            var at = LocalDateTime.parse(cells[last - 3], TIME)
                    .atZone(ZoneId.of("Europe/London"))
                    .toInstant();
            long seq = before + page.size() + 1L;
            page.add(new StoredEvent(
                    seq, Shop.row("r" + seq, customerId, at, cells[0], cells[last - 4], cells[last - 2])));
            line = page.size() < PAGE ? reader.readLine() : null;
        }
        return page;
    }
}
