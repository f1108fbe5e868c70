package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.serde.ObjectMapper;
import io.nextbest.cli.OfflineTraining;
import io.nextbest.cli.transactions.ImportDoor;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.cli.transactions.TransactionFile;
import io.nextbest.cli.transactions.TransactionImport;
import io.nextbest.contracts.event.Event;
import io.nextbest.runtime.Service;
import io.nextbest.runtime.testing.RealPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard segments of the shipped year, trained by the agent from its log and by the command from the workbook. */
class OfflineStandardTest implements RealPostgres {

    private static final Path WORKBOOK = Path.of("..", "data", "Online Retail.xlsx");

    @TempDir
    Path folder;

    /**
     * Every invoice of a customer as two events, its begin and its end, for the agent sums up no finer: a twentieth of
     * the rows, and the same figures.
     */
    private static final class Invoices implements ImportDoor {

        private final ObjectMapper json = ObjectMapper.create(Map.of(), "io.nextbest.contracts");
        private final Map<String, Event.Purchase> begins = new HashMap<>();
        private final Map<String, Instant> ends = new HashMap<>();

        @Override
        public Opened open(String digest, String fileName) {
            return new Opened("one", 0, false);
        }

        @Override
        public Taken take(String importId, long from, byte[] lines) {
            List<String> all = new String(lines, StandardCharsets.UTF_8).lines().toList();
            for (String line : all) {
                if (line.contains("\"customer_id\":\"")) {
                    add(line);
                }
            }
            return new Taken(all.size(), 0, List.of());
        }

        private void add(String line) {
            try {
                var row = (Event.Purchase) json.readValue(line, Event.class);
                if (row.quantity().signum() > 0 && row.unitPrice().signum() > 0) {
                    String key = row.customerId() + "/" + row.invoice();
                    BigDecimal amount = row.quantity().multiply(row.unitPrice());
                    begins.merge(
                            key,
                            event(row, row.at(), amount),
                            (one, other) -> event(
                                    one,
                                    one.at().isBefore(other.at()) ? one.at() : other.at(),
                                    one.unitPrice().add(other.unitPrice())));
                    ends.merge(key, row.at(), (one, other) -> one.isAfter(other) ? one : other);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Event.Purchase event(Event.Purchase row, Instant at, BigDecimal amount) {
            return new Event.Purchase(
                    row.eventId(), row.customerId(), at, row.invoice(), "X", null, BigDecimal.ONE, amount, "GBP", null);
        }

        @Override
        public void finish(String importId) {}

        List<Event.Purchase> events() {
            List<Event.Purchase> events = new ArrayList<>();
            BigDecimal mill = new BigDecimal("0.001");
            begins.forEach((key, begun) -> {
                Instant end = ends.get(key);
                boolean parted = !begun.at().equals(end);
                events.add(parted ? event(begun, begun.at(), begun.unitPrice().subtract(mill)) : begun);
                if (parted) {
                    Event.Purchase rest = event(begun, end, mill);
                    events.add(new Event.Purchase(
                            "end-" + rest.eventId(),
                            rest.customerId(),
                            end,
                            rest.invoice(),
                            "X",
                            null,
                            BigDecimal.ONE,
                            mill,
                            "GBP",
                            null));
                }
            });
            return events;
        }
    }

    @Test
    void theCommandWritesByteForByteWhatTheAgentWritesOfTheShippedYear() throws Exception {
        Invoices invoices = new Invoices();
        try (TransactionFile file = TransactionFile.open(ImportSettings.of(WORKBOOK))) {
            new TransactionImport(invoices, folder, rows -> {}).run(file);
        }
        log().append(invoices.events());
        assertThat(invoices.begins).hasSizeGreaterThan(18_000);
        Path out = folder.resolve("offline");

        var report =
                new OfflineTraining(new OfflineTraining.Order(ImportSettings.of(WORKBOOK), out, "standard", 0)).run();
        String trained;
        String artefact;
        Map<String, Object> properties = new HashMap<>(getProperties());
        properties.put("nextbest.home", folder.resolve("home").toString());
        try (ApplicationContext agent = Service.start("segmentation", properties)) {
            URI server = agent.getBean(EmbeddedServer.class).getURI();
            trained = call(
                    HttpRequest.newBuilder(server.resolve("/v1/agent/train")).POST(BodyPublishers.ofString("")));
            artefact = call(HttpRequest.newBuilder(server.resolve("/v1/agent/versions/standard/1/artefact")));
        }

        assertThat(trained).contains("\"active\":true");
        assertThat(out.resolve("kmeans_model.json")).hasContent(artefact);
        assertThat(out.resolve("rfm_table.csv"))
                .hasSameTextualContentAs(folder.resolve("home/models/segmentation/standard/rfm_table.csv"));
        assertThat(report.lines()).anyMatch(line -> line.matches("  tried +[345]: chosen.*value explained.*"));
    }

    private static String call(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
