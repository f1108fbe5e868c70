package io.nextbest.lab.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.lab.Figure;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValueBandsTest {

    private static final LocalDate CUT = LocalDate.of(2011, 6, 1);

    @TempDir
    Path data;

    @Test
    void takesTheDaysThatBothYearsTellFromTheSecond() throws Exception {
        write(
                RetailYears.first(data),
                "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
                """
                1,A,"x, y",1,2010-11-30 10:00:00,2.5,7,UK
                2,A,x,1,2010-12-01 07:00:00,2.5,7,UK
                3,A,x,1,2010-12-02 10:00:00,2.5,7,UK
                4,A,nobody,1,2010-11-30 10:00:00,2.5,,UK
                """);
        write(
                RetailYears.second(data),
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
                """
                2,A,x,1,2010-12-01 08:00:00,2.5,7,UK
                3,A,x,1,2010-12-02 10:00:00,2.5,7,UK
                """);

        assertThat(RetailYears.read(data)).extracting(RetailRow::invoice).containsExactly("1", "2", "3");
    }

    @Test
    void seesNothingAfterTheCut() {
        List<RetailRow> before = List.of(
                row("7", "1", "2011-01-03T10:00", 2, 5),
                row("7", "1", "2011-01-03T10:00", 1, 10),
                row("7", "2", "2011-05-25T23:59", 4, 10),
                row("7", "C3", "2011-05-30T09:00", -1, 10),
                row("8", "C4", "2011-05-30T09:00", -1, 10));
        var rows = new ArrayList<>(before);
        rows.add(row("7", "5", "2011-06-01T00:00", 3, 10));
        rows.add(row("7", "C6", "2011-07-01T00:00", -3, 10));
        rows.add(row("7", "7", "2011-11-30T00:00", 100, 10));
        rows.add(row("9", "8", "2011-06-02T00:00", 3, 10));

        List<Shopper> shoppers = Shopper.at(rows, CUT, 26);

        assertThat(shoppers).hasSize(1);
        Shopper one = shoppers.getFirst();
        Shopper without = Shopper.at(before, CUT, 26).getFirst();
        assertThat(one.history()).isEqualTo(without.history());
        assertThat(one.rfm()).isEqualTo(without.rfm());
        one.traits()
                .forEach((trait, values) ->
                        assertThat(values).isEqualTo(without.traits().get(trait)));
        assertThat(one.history().purchases()).isEqualTo(1);
        assertThat(one.history().observed() * 7).isCloseTo(149, within(1e-9));
        assertThat(one.history().lastAfter() * 7).isCloseTo(142, within(1e-9));
        assertThat(one.plainBasket()).isEqualTo(30);
        assertThat(one.rfm().recency()).isEqualTo(6);
        assertThat(one.rfm().frequency()).isEqualTo(2);
        assertThat(one.traits().get(Shopper.Trait.RETURNS)).containsExactly(Math.log1p(10), Math.log1p(1));
        // the window ends before 30 November, and the return in it takes nothing away
        assertThat(one.later()).isEqualTo(Math.log1p(30));
        assertThat(without.later()).isZero();
    }

    @Test
    void explainsVarianceAsByHand() {
        // mean 4, squared departures 16 + 4 + 3·4 = 32 in all; within labels 1 + 1
        var explained = Explained.by(new int[] {0, 0, 1, 1, 1}, new double[] {0, 2, 6, 6, 6}, 1);

        assertThat(explained.share()).isCloseTo(1 - 2 / 32.0, within(1e-12));
        assertThat(explained.smallest()).isEqualTo(0.4);
        assertThat(explained.low()).isLessThanOrEqualTo(explained.share());
    }

    @Test
    void measuresTheCalibrationErrorAsByHand() {
        // bin 0.9: said 1.9 in all, seen 1.7; bin 0.5: 0.5 against 0.6
        assertThat(ValueBands.calibrationError(new double[] {0.95, 0.95, 0.5}, new double[] {0.9, 0.8, 0.6}))
                .isCloseTo((0.2 + 0.1) / 3, within(1e-12));
    }

    @Test
    void findsTheLineThatTheRidgeWasDrawnFrom() {
        var random = new SplittableRandom(2);
        double[][] rows = new double[5000][];
        double[] goals = new double[5000];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {random.nextDouble(), 100 * random.nextDouble(), 3};
            goals[i] = 1 + 2 * rows[i][0] - 0.05 * rows[i][1];
        }

        assertThat(Ridge.fit(rows, goals).predict(new double[] {0.5, 10, 3})).isCloseTo(1.5, within(0.01));
    }

    @Test
    void saysThatTheDataIsMissingOrTooLittleInsteadOfInventingAFigure() throws Exception {
        assertThat(ValueBands.run(data).get("SEG-2").refused()).contains("year_2009_2010.csv.gz");

        shop(20, 1);
        assertThat(ValueBands.run(data).get("SEG-2").refused()).contains("too few");
    }

    @Test
    void measuresFromTheRowsThatItIsGiven() throws Exception {
        shop(600, 5);

        var figures = ValueBands.run(data);

        Figure shipped = figures.get("SEG-2");
        assertThat(shipped.rows()).isBetween(500L, 600L);
        assertThat(shipped.value()).isBetween(0.2, 0.9);
        assertThat(shipped.low()).isLessThan(shipped.value());
        assertThat(shipped.high()).isGreaterThan(shipped.value());
        assertThat(figures.get("SEG-2.kmeans").value()).isBetween(0.05, 0.9);
        assertThat(figures.get("SEG-2.band0").value())
                .isGreaterThan(figures.get("SEG-2.band7").value());
        assertThat(figures.keySet()).contains("SEG-2.equal", "SEG-2.with-season", "SEG-2.calibration");
    }

    /** Customers who buy at rates of their own over both years, some of whom stop. */
    private void shop(int customers, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        var first = new StringBuilder();
        var second = new StringBuilder();
        int invoice = 1;
        for (int i = 0; i < customers; i++) {
            double rate = -Math.log(random.nextDouble()) / 60;
            double basket = Math.exp(3 + 2 * random.nextDouble());
            LocalDate day = LocalDate.of(2009, 12, 1).plusDays(random.nextInt(500));
            double stop = random.nextDouble() < 0.4 ? random.nextDouble(700) : 1000;
            while (day.isBefore(LocalDate.of(2009, 12, 1).plusDays((long) Math.min(738, stop)))) {
                StringBuilder file = day.isBefore(LocalDate.of(2010, 12, 1)) ? first : second;
                file.append("%d,P%d,x,%d,%s 10:00:00,%.2f,%d,UK%n"
                        .formatted(invoice++, random.nextInt(50), 1 + random.nextInt(9), day, basket, 1000 + i));
                day = day.plusDays(1 + (long) (-Math.log(random.nextDouble()) / rate));
            }
        }
        write(
                RetailYears.first(data),
                "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
                first.toString());
        write(
                RetailYears.second(data),
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
                second.toString());
    }

    private static RetailRow row(String customer, String invoice, String at, double quantity, double price) {
        return new RetailRow(customer, invoice, "A", LocalDateTime.parse(at), quantity, price);
    }

    private static void write(Path file, String header, String rows) throws IOException {
        Files.createDirectories(file.getParent());
        try (Writer writer =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            writer.write(header + "\n" + rows);
        }
    }
}
