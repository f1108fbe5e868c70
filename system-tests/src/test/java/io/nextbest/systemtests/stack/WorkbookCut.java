package io.nextbest.systemtests.stack;

import io.nextbest.cli.transactions.ImportDoor;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.cli.transactions.TransactionFile;
import io.nextbest.cli.transactions.TransactionImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A slice of the shipped workbook as a .csv file of its own columns: the whole year of every customer whose number ends
 * in 47 or 97, and the rows of one invoice without a customer.
 *
 * @param rows below the header
 * @param withoutCustomer how many of them name nobody
 * @param returns how many others have no positive quantity
 */
record WorkbookCut(Path file, int rows, long withoutCustomer, long returns) {

    static final Path WORKBOOK = Project.ROOT.resolve("data").resolve("Online Retail.xlsx");

    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";
    private static final List<String> FIELDS =
            List.of("invoice", "item", "description", "quantity", "at", "unit_price", "customer_id", "country");

    /** Reads the workbook with the product's own reader and writes the cut into the folder. */
    static WorkbookCut write(Path folder) {
        var rows = new Rows();
        try (TransactionFile workbook = TransactionFile.open(ImportSettings.of(WORKBOOK))) {
            new TransactionImport(rows, folder, read -> {}).run(workbook);
        }
        Path file = folder.resolve("cut.csv");
        try {
            Files.writeString(
                    file, HEADER + "\n" + rows.kept.stream().map(Rows::csv).collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WorkbookCut(
                file,
                rows.kept.size(),
                rows.kept.stream()
                        .filter(row -> row.path("customer_id").isMissingNode())
                        .count(),
                rows.kept.stream()
                        .filter(row -> !row.path("customer_id").isMissingNode())
                        .filter(row -> row.path("quantity").asInt() <= 0)
                        .count());
    }

    /** Takes the events that the reader makes of the rows, and keeps those of the cut. */
    private static final class Rows implements ImportDoor {

        private static final JsonMapper JSON = new JsonMapper();
        private static final String NOBODY = "\"invoice\":\"536544\"";

        private final List<JsonNode> kept = new ArrayList<>();

        @Override
        public Opened open(String digest, String fileName) {
            return new Opened(digest, 0, false);
        }

        @Override
        public Taken take(String importId, long from, byte[] lines) {
            Stream<String> events = new String(lines, StandardCharsets.UTF_8).lines();
            events.filter(Rows::belongs).map(JSON::readTree).forEach(kept::add);
            return new Taken(0, 0, List.of());
        }

        @Override
        public void finish(String importId) {}

        private static boolean belongs(String event) {
            int id = event.indexOf("\"customer_id\":\"");
            if (id < 0) {
                return event.contains(NOBODY);
            }
            int end = event.indexOf('"', id + 15);
            return event.startsWith("47", end - 2) || event.startsWith("97", end - 2);
        }

        private static String csv(JsonNode row) {
            return FIELDS.stream()
                            .map(field -> '"' + row.path(field).asString("").replace("\"", "\"\"") + '"')
                            .collect(Collectors.joining(","))
                    + "\n";
        }
    }
}
