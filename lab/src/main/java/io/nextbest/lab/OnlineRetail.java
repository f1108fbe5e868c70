package io.nextbest.lab;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.nextbest.models.segmentation.PurchaseLine;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The rows of UCI's Online Retail, as {@code online-retail/online_retail.csv.gz} holds them. Times are local. */
final class OnlineRetail {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private OnlineRetail() {}

    static Path file(Path data) {
        return data.resolve("online-retail").resolve("online_retail.csv.gz");
    }

    /** Every row, returns and repeats included. */
    static List<PurchaseLine> read(Path file) throws IOException {
        var lines = new ArrayList<PurchaseLine>(600_000);
        try (var reader = new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8);
                var csv = CsvReader.builder().ofNamedCsvRecord(reader)) {
            for (NamedCsvRecord row : csv) {
                String customer = row.getField("CustomerID");
                lines.add(new PurchaseLine(
                        customer.isEmpty() ? null : customer,
                        row.getField("InvoiceNo"),
                        LocalDateTime.parse(row.getField("InvoiceDate"), TIME).toInstant(ZoneOffset.UTC),
                        new BigDecimal(row.getField("Quantity")),
                        new BigDecimal(row.getField("UnitPrice"))));
            }
        }
        return lines;
    }
}
