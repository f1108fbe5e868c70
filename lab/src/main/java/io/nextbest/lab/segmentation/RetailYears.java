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
import java.util.zip.GZIPInputStream;

/** Both years of UCI's Online Retail as one list; the days that both files tell are taken from the second. */
final class RetailYears {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Columns FIRST = new Columns("Customer ID", "Invoice", "Price");
    private static final Columns SECOND = new Columns("CustomerID", "InvoiceNo", "UnitPrice");

    private record Columns(String customer, String invoice, String price) {}

    private RetailYears() {}

    static Path first(Path data) {
        return data.resolve("online-retail-ii").resolve("year_2009_2010.csv.gz");
    }

    static Path second(Path data) {
        return data.resolve("online-retail").resolve("online_retail.csv.gz");
    }

    /** Every row of a known customer of the first year alone. */
    static List<RetailRow> readFirst(Path data) throws IOException {
        return read(first(data), FIRST);
    }

    /** Every row of a known customer of the second year alone. */
    static List<RetailRow> readSecond(Path data) throws IOException {
        return read(second(data), SECOND);
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
