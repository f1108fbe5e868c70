package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.nextbest.cli.CommandFailure;
import io.nextbest.cli.OfflineTraining;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.contracts.event.Event;
import io.nextbest.runtime.Service;
import io.nextbest.runtime.testing.RealPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Value bands of one shop, trained by the agent from its log and by the command from its file. */
class OfflineValueTest implements RealPostgres {

    private static final ZoneId SHOP = ZoneId.of("Europe/London");
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @TempDir
    Path folder;

    private final List<Event.Purchase> events = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();

    private ApplicationContext agent() {
        Map<String, Object> properties = new HashMap<>(getProperties());
        properties.put("segmentation.standard-clusters", 3); // their number is not what this is about
        properties.put("nextbest.home", folder.resolve("home").toString());
        return Service.start("segmentation", properties);
    }

    /** Invoices of several rows, also over midnight, of one day, with returns, free rows and fractions of a penny. */
    private void shop(int customers) {
        var random = new SplittableRandom(11);
        LocalDateTime opened = LocalDateTime.parse("2010-12-01T08:00:00");
        for (int customer = 0; customer < customers; customer++) {
            LocalDateTime at = opened.plusMinutes(random.nextInt(200 * 24 * 60));
            int invoices = 1 + random.nextInt(9);
            for (int invoice = 0; invoice < invoices && at.isBefore(opened.plusDays(370)); invoice++) {
                for (int row = 1 + random.nextInt(3); row > 0; row--) {
                    int quantity = random.nextInt(9) - 1; // a return, or nothing, now and then
                    BigDecimal price = BigDecimal.valueOf(random.nextInt(500_000), 2 + random.nextInt(4));
                    row("c" + customer, customer + "-" + invoice, at, BigDecimal.valueOf(quantity), price);
                    at = at.plusMinutes(random.nextInt(90));
                }
                at = at.plusHours(random.nextInt(40 * 24));
            }
        }
    }

    private void row(String customer, String invoice, LocalDateTime at, BigDecimal quantity, BigDecimal price) {
        rows.add(String.join(
                ",", invoice, quantity.toPlainString(), at.format(WRITTEN), price.toPlainString(), customer));
        events.add(new Event.Purchase(
                "row-" + rows.size(),
                customer,
                at.atZone(SHOP).toInstant(),
                invoice,
                "85123A",
                null,
                quantity,
                price,
                "GBP",
                null));
    }

    private Path file() throws IOException {
        List<String> lines = new ArrayList<>(List.of("InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID"));
        lines.addAll(rows);
        return Files.write(folder.resolve("rows.csv"), lines);
    }

    @Test
    void theCommandWritesByteForByteWhatTheAgentWrites() throws Exception {
        shop(400);
        log().append(events);
        Path out = folder.resolve("offline");

        var report = new OfflineTraining(new OfflineTraining.Order(ImportSettings.of(file()), out, "value", 8)).run();
        String trained;
        String artefact;
        try (ApplicationContext agent = agent()) {
            URI server = agent.getBean(EmbeddedServer.class).getURI();
            trained = call(
                    HttpRequest.newBuilder(server.resolve("/v1/agent/train")).POST(BodyPublishers.ofString("")));
            artefact = call(HttpRequest.newBuilder(server.resolve("/v1/agent/versions/value/1/artefact")));
        }

        assertThat(trained).contains("\"active\":true").doesNotContain("left out");
        assertThat(out.resolve("value_model.json")).hasContent(artefact);
        assertThat(out.resolve("value_table.csv"))
                .hasSameTextualContentAs(folder.resolve("home/models/segmentation/value/value_table.csv"));
        assertThat(Files.readAllLines(out.resolve("value_table.csv")))
                .hasSize(report.table().rows().size() + 1);
        try (var files = Files.list(out)) {
            assertThat(files).hasSize(2);
        }
        assertThat(report.lines()).anyMatch(line -> line.startsWith("  names       Most valuable; "));
    }

    @Test
    void aFileWhoseCustomersCannotCarryBandsIsRefusedAndNothingIsWritten() throws IOException {
        shop(20);
        Path out = folder.resolve("nothing");
        var order = new OfflineTraining.Order(ImportSettings.of(file()), out, "value", 8);

        assertThatThrownBy(() -> new OfflineTraining(order).run())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("cannot carry value bands: 8 bands need 80 customers with purchases");
        assertThat(out).doesNotExist();
    }

    private static String call(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
