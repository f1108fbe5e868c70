package io.nextbest.lab.segmentation;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Both years of UCI's Online Retail as one list; the days that both files tell are taken from the second. */
final class RetailYears {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Columns FIRST = new Columns("Customer ID", "Invoice", "Price");
    private static final Columns SECOND = new Columns("CustomerID", "InvoiceNo", "UnitPrice");

    private static final String WORKBOOK = "Online Retail.xlsx";

    private record Columns(String customer, String invoice, String price) {}

    private RetailYears() {}

    static Path first(Path data) {
        return data.resolve("online-retail-ii").resolve("year_2009_2010.csv.gz");
    }

    /** The rows as UCI has them, or the shipped workbook, in the data folder or in the project's own. */
    static Path second(Path data) {
        Path rows = data.resolve("online-retail").resolve("online_retail.csv.gz");
        Path project = Path.of(System.getProperty("project.folder", "."));
        return Stream.of(rows, data.resolve(WORKBOOK), project.resolve("data").resolve(WORKBOOK))
                .filter(Files::isReadable)
                .findFirst()
                .orElse(rows);
    }

    /** Why a figure is refused, and who knows where the file comes from. */
    static String missing(Path data, Path file) {
        return data.relativize(file) + " is not in the data folder; data/README.md says what it is";
    }

    /** Every row of a known customer of the first year alone. */
    static List<RetailRow> readFirst(Path data) throws IOException {
        return read(first(data), FIRST);
    }

    /** Every row of a known customer of the second year alone. */
    static List<RetailRow> readSecond(Path data) throws IOException {
        Path file = second(data);
        return file.endsWith(WORKBOOK) ? RetailWorkbook.read(file) : read(file, SECOND);
    }

    /** Every row of a known customer. */
    static List<RetailRow> read(Path data) throws IOException {
        List<RetailRow> second = readSecond(data);
        LocalDateTime begins = second.stream()
                .map(RetailRow::at)
                .min(LocalDateTime::compareTo)
                .map(first -> first.toLocalDate().atStartOfDay())
                .orElse(LocalDateTime.MAX);
        var rows = new ArrayList<RetailRow>(second.size() * 2);
        readFirst(data).stream().filter(row -> row.at().isBefore(begins)).forEach(rows::add);
        rows.addAll(second);
        return rows;
    }

    private static List<RetailRow> read(Path file, Columns columns) throws IOException {
        var rows = new ArrayList<RetailRow>(450_000);
        try (var reader = new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8);
                var csv = CsvReader.builder().ofNamedCsvRecord(reader)) {
            for (NamedCsvRecord row : csv) {
                String customer = row.getField(columns.customer());
                if (!customer.isEmpty()) {
                    rows.add(new RetailRow(
                            customer,
                            row.getField(columns.invoice()),
                            row.getField("StockCode"),
                            LocalDateTime.parse(row.getField("InvoiceDate"), TIME),
                            Double.parseDouble(row.getField("Quantity")),
                            Double.parseDouble(row.getField(columns.price()))));
                }
            }
        }
        return rows;
    }
}
