package io.nextbest.lab.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutTest {

    private static final List<RetailRow> ROWS = List.of(
            row("7", "1", "2011-01-03T10:00", 2, 5),
            row("7", "1", "2011-01-03T10:00", 1, 10),
            row("7", "2", "2011-01-05T11:00", 4, 10),
            row("7", "C3", "2011-01-08T09:00", -1, 10),
            row("7", "4", "2011-01-10T10:00", 3, 10),
            row("8", "5", "2011-01-12T10:00", 1, 7));

    @TempDir
    Path data;

    @Test
    void countsOnlyWhatWasBoughtBeforeTheCut() {
        RfmTable table = Cut.at(ROWS, LocalDateTime.parse("2011-01-10T10:00"));

        assertThat(table.rows()).containsExactly(new RfmTable.Row("7", new RfmFigures(4, 2, 60)));
    }

    @Test
    void sumsWhatWasSpentAfterItWithoutReturns() {
        var from = LocalDateTime.parse("2011-01-05T11:00");

        assertThat(Cut.spent(ROWS, from, LocalDateTime.parse("2011-01-12T10:00")))
                .isEqualTo(Map.of("7", 70.0));
        assertThat(Cut.end(ROWS)).isEqualTo(LocalDateTime.parse("2011-01-13T10:00"));
    }

    @Test
    void readsTheFixedWidthPurchasesOfCdnow() throws Exception {
        Files.createDirectories(Cdnow.file(data).getParent());
        try (Writer writer = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(Cdnow.file(data))), StandardCharsets.US_ASCII)) {
            writer.write(" customer_id  date number_of_cds  dollar_value\r\n");
            writer.write(" 00001 19970101  1   11.77\r\n 00002 19970112  2    0.00\r\n");
        }

        List<RetailRow> rows = Cdnow.read(data);

        assertThat(rows)
                .containsExactly(
                        new RetailRow("00001", "0", "disc", LocalDateTime.parse("1997-01-01T00:00"), 1, 11.77),
                        new RetailRow("00002", "1", "disc", LocalDateTime.parse("1997-01-12T00:00"), 1, 0));
        assertThat(rows.get(1).purchase()).isFalse();
    }

    @Test
    void refusesEachFigureWhoseDataAreMissing() throws Exception {
        assertThat(ConfidenceCalibration.run(data).get("SEG-3").refused()).contains("online_retail.csv.gz");
        assertThat(NamesKept.run(data).get("SEG-4").refused()).contains("online_retail.csv.gz");
        assertThat(AutoCount.run(data).get("SEG-5").refused()).contains("no data set");
        assertThat(AutoCount.run(data).get("SEG-5.cdnow").refused()).contains("CDNOW_master.txt.gz");
        assertThat(DriftAlarms.run(data).get("SEG-6").refused()).contains("online_retail.csv.gz");
    }

    @Test
    void measuresNamesAndConfidenceOfWhateverRowsItIsGiven() throws Exception {
        Files.createDirectories(RetailYears.second(data).getParent());
        try (Writer writer = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(RetailYears.second(data))), StandardCharsets.UTF_8)) {
            writer.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
            var random = new java.util.SplittableRandom(3);
            for (int i = 0; i < 4_000; i++) {
                int customer = random.nextInt(300);
                int day = random.nextInt(360) * (customer % 3 + 1) / 3;
                writer.write("%d,A,x,%d,%s 10:00:00,%d,%d,UK%n"
                        .formatted(
                                i,
                                1 + customer % 7,
                                LocalDateTime.parse("2011-01-01T00:00")
                                        .plusDays(day)
                                        .toLocalDate(),
                                1 + random.nextInt(40) * (customer % 5 + 1),
                                customer));
            }
        }

        var confidence = ConfidenceCalibration.run(data);
        var names = NamesKept.run(data);

        assertThat(confidence.get("SEG-3").value()).isBetween(0.0, 0.1);
        assertThat(confidence.get("SEG-3").rows()).isEqualTo(150);
        assertThat(confidence.get("SEG-3.inverse").value())
                .isGreaterThan(confidence.get("SEG-3").value());
        assertThat(names.get("SEG-4").value()).isBetween(0.9, 1.0);
        assertThat(names.get("SEG-4.month").value())
                .isGreaterThanOrEqualTo(names.get("SEG-4.month.scratch").value());
        assertThat(DriftAlarms.run(data).get("SEG-6").refused()).contains("200 customers");
    }

    private static RetailRow row(String customer, String invoice, String at, double quantity, double price) {
        return new RetailRow(customer, invoice, "A", LocalDateTime.parse(at), quantity, price);
    }
}
