package io.nextbest.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.PurchaseLine;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark makes of invoice rows, beside what the agent's own training makes of the same rows. */
class SparkTrainingTest {

    private static final ZoneId ZONE = ZoneOffset.UTC;

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static List<PurchaseLine> lines;

    @BeforeAll
    static void writeRows() throws IOException {
        spark = SparkTraining.session("local[2]", ZONE);
        lines = lines(2_000, 7);
        Path csv = write("csv", lines);
        spark.read()
                .option("header", true)
                .csv(csv.toString())
                .write()
                .parquet(folder.resolve("parquet").toString());
    }

    /** In two parts, whose rows take turns. */
    private static Path write(String name, List<PurchaseLine> lines) throws IOException {
        Path csv = Files.createDirectory(folder.resolve(name));
        for (int part = 0; part < 2; part++) {
            var text = new StringBuilder("InvoiceNo,Customer ID,InvoiceDate,Quantity,Price\n");
            for (int i = part; i < lines.size(); i += 2) {
                PurchaseLine line = lines.get(i);
                text.append("%s,%s,%s,%s,%s\n"
                        .formatted(
                                line.invoice(),
                                line.customer() == null ? "" : line.customer(),
                                LocalDateTime.ofInstant(line.at(), ZONE),
                                line.quantity(),
                                line.unitPrice()));
            }
            Files.writeString(csv.resolve("part-%d.csv".formatted(part)), text);
        }
        return csv;
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Bought once long ago, often and lately, or in between; with returns and rows without a customer. */
    private static List<PurchaseLine> lines(int customers, long seed) {
        var random = new SplittableRandom(seed);
        var start = LocalDateTime.of(2011, 1, 1, 8, 0);
        List<PurchaseLine> lines = new ArrayList<>();
        for (int c = 0; c < customers; c++) {
            int kind = c % 4;
            int invoices = 1 + random.nextInt(new int[] {1, 3, 8, 30}[kind]);
            for (int i = 0; i < invoices; i++) {
                int day = 365 - random.nextInt(new int[] {365, 200, 90, 20}[kind]);
                for (int row = 0; row <= random.nextInt(3); row++) {
                    boolean unknown = random.nextInt(50) == 0;
                    lines.add(new PurchaseLine(
                            unknown ? null : "C" + c,
                            "I" + c + "-" + i,
                            start.plusDays(day).plusMinutes(random.nextInt(600)).toInstant(ZoneOffset.UTC),
                            BigDecimal.valueOf(random.nextInt(20) == 0 ? -1 : 1 + random.nextInt(9)),
                            BigDecimal.valueOf(100 + random.nextInt(5_000) * (kind + 1), 2)));
                }
            }
        }
        return lines;
    }

    @Test
    void figuresFromCsvAndParquetAreThoseOfTheAgent() {
        RfmTable expected = RfmTable.of(RfmTable.sum(lines), ZONE).orElseThrow();
        for (String kind : List.of("csv", "parquet")) {
            var frame = RfmFrame.of(
                    PurchaseFiles.kept(PurchaseFiles.of(folder.resolve(kind)).read(spark)));

            RfmTable table = RfmFrame.collect(frame.customers(), frame.reference(ZONE));

            assertThat(table.reference()).isEqualTo(expected.reference());
            assertThat(table.rows()).as(kind).isEqualTo(expected.rows());
        }
    }

    @Test
    void segmentsAreThoseOfTheAgentsOwnTraining() {
        Dataset<Row> customers = RfmFrame.of(PurchaseFiles.kept(
                        PurchaseFiles.of(folder.resolve("csv")).read(spark)))
                .customers();
        var recipe = new Recipe(Features.LOG, 4, 5, 42);
        RfmTable table = RfmTable.of(RfmTable.sum(lines), ZONE).orElseThrow();

        SegmentModel ours = SparkClusters.fit(customers, recipe);
        SegmentModel smile = SegmentModel.fit(table, recipe);

        assertThat(ours.inertia()).isLessThan(smile.inertia() * (1 + 1e-6));
        for (int j = 0; j < 3; j++) {
            assertThat(ours.scaling().means()[j]).isCloseTo(smile.scaling().means()[j], within(1e-9));
            assertThat(ours.scaling().deviations()[j]).isCloseTo(smile.scaling().deviations()[j], within(1e-9));
        }
        assertThat(SparkTraining.agreement(ours, smile, table)).isGreaterThanOrEqualTo(0.99);
        // the profile that Spark summed up is the one that the rows have
        var described = SegmentModel.of(table, Features.LOG, ours.scaling(), ours.centroids());
        for (int c = 0; c < 4; c++) {
            assertThat(ours.profiles().get(c).customers())
                    .isCloseTo(described.profiles().get(c).customers(), within(5));
            double median = described.profiles().get(c).stats().get("Monetary_median");
            assertThat(ours.profiles().get(c).stats().get("Monetary_median")).isCloseTo(median, within(median * 0.02));
        }
    }

    @Test
    void judgesTheNumberOfSegmentsOnTheSameCustomersAndLaterSpendAsTheAgent() throws IOException {
        List<PurchaseLine> goingOn = new ArrayList<>();
        for (PurchaseLine line : lines) { // every other row comes days later: some invoices go on after the cut
            Instant at = goingOn.size() % 2 == 0 ? line.at() : line.at().plus(Duration.ofDays(9));
            goingOn.add(new PurchaseLine(line.customer(), line.invoice(), at, line.quantity(), line.unitPrice()));
        }
        Dataset<Row> kept =
                PurchaseFiles.kept(PurchaseFiles.of(write("going-on", goingOn)).read(spark));

        ClusterCount.Choice choice = Prelude.choose(kept.repartition(7), RfmFrame.of(kept), ZONE, 42);

        assertThat(choice.tried()).isEqualTo(chosenByWholeInvoices(goingOn).tried());
    }

    /** As the agent does it: an invoice counts whole from its beginning, and is never younger than the look back. */
    private static ClusterCount.Choice chosenByWholeInvoices(List<PurchaseLine> all) {
        List<PurchaseLine> kept = all.stream()
                .filter(line -> line.customer() != null && line.amount().isPresent())
                .toList();
        Instant cut = kept.stream()
                .map(PurchaseLine::at)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .minus(Duration.ofDays(182));
        Map<String, Instant> begun = new HashMap<>();
        kept.forEach(line -> begun.merge(line.invoice(), line.at(), (a, b) -> a.isBefore(b) ? a : b));
        List<PurchaseLine> before = new ArrayList<>();
        Map<String, BigDecimal> later = new HashMap<>();
        for (PurchaseLine line : kept) {
            if (begun.get(line.invoice()).isAfter(cut)) {
                later.merge(String.valueOf(line.customer()), line.amount().orElseThrow(), BigDecimal::add);
            } else {
                Instant at = line.at().isAfter(cut) ? cut : line.at();
                before.add(new PurchaseLine(line.customer(), line.invoice(), at, line.quantity(), line.unitPrice()));
            }
        }
        Map<String, Double> spent = new HashMap<>();
        later.forEach((customer, amount) -> spent.put(customer, amount.doubleValue()));
        return ClusterCount.choose(RfmTable.of(RfmTable.sum(before), ZONE).orElseThrow(), spent, Features.LOG, 42);
    }

    @Test
    void refusesToChooseTheNumberOfSegmentsOfAHandfulOfCustomers() throws IOException {
        var text = new StringBuilder("customer_id,invoice,at,quantity,unit_price\n");
        for (int c = 0; c < 19; c++) {
            text.append("c%d,%d,2011-01-%02d 10:00:00,1,%d.50\n".formatted(c, c, 1 + c, c));
        }
        Path file = Files.writeString(folder.resolve("handful.csv"), text);
        Dataset<Row> kept = PurchaseFiles.kept(PurchaseFiles.of(file).read(spark));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prelude.choose(kept, RfmFrame.of(kept), ZONE, 1))
                .withMessageContaining("19 customers say nothing of the number of segments");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "few.csv     | 'InvoiceNo,Quantity\n1,2\n'     | lacks the columns InvoiceDate, UnitPrice, CustomerID of the"
                        + " layout Online Retail; its first row holds: InvoiceNo, Quantity. Read are Online Retail (",
                "foreign.csv | 'date,amount\n1,2\n'            | lacks the columns InvoiceNo, InvoiceDate, Quantity",
                "semi.csv    | 'InvoiceNo;Quantity;At\n1;2;3\n' | has semicolons between its cells",
                "empty.csv   | ''                              | is empty; export it again.",
                "blank.csv   | '\n\n'                           | has no rows; its first row must name the columns.",
                "x.txt       | 'hello'                         | holds no .parquet or .csv file.",
            })
    void saysWhyAFileHoldsNoPurchases(String name, String content, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PurchaseFiles.of(file).read(spark))
                .withMessageContaining(name + " " + sentence);
    }

    @Test
    void readsQuotedHeadersAfterAByteOrderMarkInPackedPartsBesideOtherFiles() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("packed"));
        for (String part : List.of("1", "2")) {
            try (var out = new GZIPOutputStream(Files.newOutputStream(parts.resolve("part-" + part + ".csv.gz")))) {
                out.write(("\uFEFF\"INVOICE\",\"At\",\"Quantity\",\"unit price\",\"customer_id\"\n"
                                + part + ",2011-01-0" + part + "T10:00:00,3,2.50,12347.0\n"
                                + part + ",never,3,2.50,12347\n"
                                + part + ",never,-3,2.50,12347\n"
                                + part + ",2011-01-01,3,,12347\n"
                                + part + ",2011-01-01,3,2.50,\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.writeString(parts.resolve("_SUCCESS"), "");
        Files.writeString(parts.resolve("README.txt"), "not,a,part\n");
        Files.writeString(parts.resolve("part-3.csv"), "");

        Dataset<Row> rows = PurchaseFiles.of(parts).read(spark);

        var counts = PurchaseFiles.Counts.of(rows);
        assertThat(counts.rows()).isEqualTo(10);
        assertThat(counts.kept()).isEqualTo(2);
        assertThat(counts.noCustomer()).isEqualTo(2);
        assertThat(counts.noQuantity()).isEqualTo(2);
        assertThat(counts.unreadable()).isEqualTo(4);
        assertThat(counts.first()).contains("column At is \"never\", not a date like");
        assertThat(RfmFrame.collect(RfmFrame.of(PurchaseFiles.kept(rows)).customers(), Instant.EPOCH)
                        .rows())
                .containsExactly(new RfmTable.Row("12347", new RfmFigures(1, 2, 15)));
    }

    @Test
    void readsDatesOfAGivenPatternAndRefusesPartsThatDoNotFitTogether() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("dated"));
        Files.writeString(
                parts.resolve("a.csv"),
                "InvoiceNo,InvoiceDate,Quantity,UnitPrice,CustomerID\n1,12/1/2010 8:26,1,2,7\n");
        var files = new PurchaseFiles(parts.toString(), StandardCharsets.UTF_8, "M/d/yyyy H:mm");

        assertThat(RfmFrame.of(PurchaseFiles.kept(files.read(spark))).lastAt())
                .isEqualTo(LocalDateTime.of(2010, 12, 1, 8, 26));

        Files.writeString(
                parts.resolve("b.csv"),
                "InvoiceNo,InvoiceDate,UnitPrice,Quantity,CustomerID\n1,12/1/2010 8:26,1,2,7\n");
        assertThatThrownBy(() -> PurchaseFiles.Counts.of(files.read(spark)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("CSV header does not conform");
    }

    @Test
    void refusesMoreClustersThanDifferentCustomers() throws IOException {
        Path file = Files.writeString(
                folder.resolve("equal.csv"),
                "customer_id,invoice,at,quantity,unit_price\n"
                        + "a,1,2011-01-01 10:00:00,1,2.50\nb,2,2011-01-01 10:00:00,1,2.50\nc,3,2011-01-01 10:00:00,x,1\n");
        Dataset<Row> rows = PurchaseFiles.of(file).read(spark);
        assertThat(rows.filter("unread IS NOT NULL").count()).isEqualTo(1);
        var frame = RfmFrame.of(PurchaseFiles.kept(rows));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SparkClusters.fit(frame.customers(), new Recipe(Features.LOG, 2, 3, 1)))
                .withMessageContaining("there are 1");
    }
}
