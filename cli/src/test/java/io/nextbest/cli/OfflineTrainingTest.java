package io.nextbest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.cli.transactions.CustomerSums;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.models.segmentation.Centroids;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class OfflineTrainingTest {

    private static final Path WORKBOOK = Path.of("..", "data", "Online Retail.xlsx");
    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void theShippedWorkbookBecomesTheOlderSystemsSegments() throws IOException {
        OfflineTraining.Report report = train(WORKBOOK, 5);

        assertThat(report.rows()).isEqualTo(new CustomerSums.Counts(541_909, 397_884, 135_080, 8_905, 40, 0));
        assertThat(report.table().rows()).hasSize(4_338);
        assertThat(report.table().reference()).isEqualTo(Instant.parse("2011-12-10T12:50:00Z"));
        assertThat(segments(report).inertia()).isCloseTo(3118.284, within(0.01));
        assertThat(segments(report).profiles().stream().map(ClusterProfile::customers))
                .satisfiesExactly(
                        size -> assertThat(size).isCloseTo(3049, within(5)),
                        size -> assertThat(size).isCloseTo(1062, within(5)),
                        size -> assertThat(size).isEqualTo(213),
                        size -> assertThat(size).isEqualTo(8),
                        size -> assertThat(size).isEqualTo(6));
        assertThat(segments(report).scaling().means()[0]).isCloseTo(92.536422, within(1e-6));
        assertThat(segments(report).scaling().means()[1]).isCloseTo(4.272015, within(1e-6));
        assertThat(segments(report).scaling().means()[2]).isCloseTo(2054.266460, within(1e-6));
        assertThat(segments(report).scaling().deviations()[2]).isCloseTo(8988.194279, within(1e-6));
        assertThat(figures(report, "12347")).isEqualTo(new RfmFigures(2, 7, 4310.00));
        assertThat(figures(report, "14646").monetary()).isEqualTo(280_206.02);
        assertThat(report.table().rows().stream()
                        .mapToDouble(row -> row.figures().monetary())
                        .sum())
                .isCloseTo(8_911_407.904, within(1e-4));

        SegmentationArtefact artefact = ArtefactFiles.read(folder.resolve("models"));
        assertThat(artefact.model()).isEqualTo("parity");
        assertThat(artefact.data().from()).isEqualTo(Instant.parse("2010-12-01T08:26:00Z"));
        assertThat(artefact.data().to()).isEqualTo(Instant.parse("2011-12-09T12:50:00Z"));
        assertThat(artefact.segments().centroids().centers())
                .isDeepEqualTo(segments(report).centroids().centers());
        assertThat(artefact.evidence().baseline().get(1).customers()).isEqualTo(4_338);
        assertThat(Files.readAllLines(folder.resolve("models").resolve("rfm_table.csv")))
                .hasSize(4_339)
                .contains("12347,2,7,4310.0");
        try (Stream<Path> files = Files.list(folder.resolve("models"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "kmeans_model.json", "scaler.json", "segment_profiles.json", "rfm_table.csv");
        }
    }

    @Test
    void standardSegmentsHaveNamesAConfidenceAndTheirNumberFromTheData() {
        var order = new OfflineTraining.Order(
                ImportSettings.of(WORKBOOK), Path.of(models()), SegmentationArtefact.STANDARD, 0);

        var report = new OfflineTraining(order).run();

        SegmentationArtefact artefact = ArtefactFiles.read(Path.of(models()));
        assertThat(artefact.names()).isEqualTo(report.artefact().names()).contains("Champions");
        assertThat(artefact.temperature()).isNotNull();
        assertThat(artefact.evidence().tried())
                .extracting(one -> one.clusters())
                .containsExactly(3, 4, 5, 6, 7, 8);
        assertThat(artefact.evidence().tried())
                .filteredOn(one -> one.verdict().startsWith("chosen"))
                .singleElement()
                .satisfies(one -> assertThat(one.clusters())
                        .isEqualTo(artefact.segments().profiles().size()));
        assertThat(report.lines())
                .anyMatch(line -> line.contains("names       ") && line.contains("Champions"))
                .anyMatch(line -> line.contains("judgement   the rule holds: refits agree to 0."));
    }

    @Test
    void noSingleCustomerCouldMoveToABetterSegment() {
        OfflineTraining.Report report = train(WORKBOOK, 5);
        double[][] points = report.table().rows().stream()
                .map(row -> segments(report).point(row.figures()))
                .toArray(double[][]::new);
        double[][] centers = segments(report).centroids().centers();

        assertThat(Centroids.near(centers, points).inertia(points))
                .isCloseTo(segments(report).inertia(), within(1e-9));
    }

    @Test
    void rowsAreLeftOutUnderTheFirstRuleThatHitsAndMoneyIsExact() throws IOException {
        OfflineTraining.Report report = train(csv("""
                        1,A,x,3,2010-12-01 08:26:00,0.1,7,UK
                        1,A,x,1,2010-12-01 08:26:00,0.00001,7,UK
                        2,A,x,1e0,2010-12-01 08:26:00,1,7,UK
                        2,A,x,2,2010-12-03 08:26:00,0.1,7.0,UK
                        3,A,x,1,2010-12-05 08:25:59,123456789.123,8,UK
                        3,A,x,1,,5,8,UK
                        4,A,x,-1,2010-12-05 08:25:59,0,,UK
                        4,A,x,-1,2010-12-05 08:25:59,0,8,UK
                        4,A,x,0,2010-12-05 08:25:59,1,8,UK
                        4,A,x,1,2010-12-05 08:25:59,0,8,UK
                        4,A,x,1,never,1,8,UK
                        4,A,x,,2010-12-05 08:25:59,1,8,UK
                        4,A,x,NaN,2010-12-05 08:25:59,1,8,UK
                        """), 2);

        assertThat(report.rows()).isEqualTo(new CustomerSums.Counts(13, 4, 1, 2, 1, 5));
        assertThat(report.unreadable())
                .containsExactly(
                        "sheet \"rows.csv\", row 4, column Quantity is \"1e0\", not a number",
                        "sheet \"rows.csv\", row 7, column InvoiceDate is empty",
                        "sheet \"rows.csv\", row 12, column InvoiceDate is \"never\", not a date like 2010-12-01 08:26"
                                + " (else give --date-format)",
                        "sheet \"rows.csv\", row 13, column Quantity is empty",
                        "sheet \"rows.csv\", row 14, column Quantity is \"NaN\", not a number");
        assertThat(figures(report, "7")).isEqualTo(new RfmFigures(2, 2, 0.50001));
        assertThat(figures(report, "8")).isEqualTo(new RfmFigures(1, 1, 123456789.123));
    }

    @Test
    void theCommandSaysWhatItDid() throws IOException {
        Path file = csv("1,A,x,3,2010-12-01,1,7,UK\n2,A,x,3,2010-12-02,9,8,UK\n3,A,x,3,2010-12-03,5,,UK\n");

        assertThat(run("train", "segmentation", "--input", file.toString(), "--out", models(), "--clusters", "2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("3 read, 2 kept", "1 without a customer", "2, seen from 2010-12-03T00:00:00Z", "1 + 1");
        assertThat(run("train", "--input", file.toString(), "--out", models(), "--clusters", "2", "--json"))
                .isZero();
        assertThat(out.toString()).contains("{\"rows\":3,\"kept\":2,\"no_customer\":1,");
        assertThat(run(
                        "train",
                        "--input",
                        file.toString(),
                        "--out",
                        models(),
                        "--clusters",
                        "2",
                        "--model",
                        "standard"))
                .isZero();
        assertThat(ArtefactFiles.read(Path.of(models())).model()).isEqualTo("standard");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                           | has no rows; its first row must name the columns",
                "'Invoice,Price\n1,2\n'                       | lacks the columns InvoiceDate, Quantity, Customer ID of the"
                        + " layout Online Retail II; its first row holds: Invoice, Price. Read are Online Retail (",
                "'date,amount\n1,2\n'                         | lacks the columns InvoiceNo, InvoiceDate, Quantity",
                "'user_id,age,gender,last_active,interactions,purchases\n1,25,M,2024-05-01,34,5\n' | lacks the columns"
                        + " InvoiceNo, InvoiceDate, Quantity, UnitPrice, CustomerID of the layout Online Retail;",
                "'InvoiceNo;Quantity\n1;2\n'                  | has semicolons between its cells",
                "'$1,A,x,3,12/1/2010 8:26,1,7,UK\n'           | none of its 1 rows counts, and 1 of them do not read; the"
                        + " first: sheet \"rows.csv\", row 3, column InvoiceDate is \"12/1/2010 8:26\", not a date like",
                "'$'                                          | none of its 0 rows names a customer",
                "'$1,A,x,3,2010-12-01,1,,UK\n'                | none of its 1 rows names a customer",
                "'$1,A,x,3,2010-12-01,1,7,UK\n'               | 2 segments need at least as many different customers; counting equal ones once, its 1 are 1; name another",
                "'$1,A,x,3,2010-12-01,1,7,UK\n2,A,x,3,2010-12-01,1,8,UK\n' | 2 segments need at least as many different"
                        + " customers; counting equal ones once, its 2 are 1; name another",
            })
    void aFileThatCarriesNoSegmentsIsRefusedAndNothingIsWritten(String content, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), "\n" + content.replace("$", HEADER));

        assertThat(run("train", "segmentation", "--input", file.toString(), "--out", models(), "--clusters", "2"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("rows.csv", sentence);
        assertThat(Path.of(models())).doesNotExist();
    }

    @Test
    void fiveColumnsAreEnoughInAnyOrderCaseAndQuotesAfterAByteOrderMark() throws IOException {
        Path file = Files.writeString(
                folder.resolve("rows.csv"),
                "\uFEFF\"CUSTOMER_ID\",\"at\",\"Unit Price\",\"note\",\"invoice\",\"Quantity\"\n"
                        + "7,2010-12-01,2.5,x,1,3\n8,2010-12-02,1,x,2,1\n");

        OfflineTraining.Report report = train(file, 2);

        assertThat(report.rows()).isEqualTo(new CustomerSums.Counts(2, 2, 0, 0, 0, 0));
        assertThat(figures(report, "7")).isEqualTo(new RfmFigures(2, 1, 7.5));
    }

    @Test
    void aFolderAndParquetAreLeftToSpark() throws IOException {
        assertThat(run("train", "--input", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is not a file; name one", "--engine spark reads folders");
        Path parquet = Files.writeString(folder.resolve("x.parquet"), "PAR1...PAR1");
        assertThat(run("train", "--input", parquet.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is a Parquet file, which only train segmentation --engine spark reads");
    }

    @Test
    void noFileForeignBytesAndAnUnwritableFolderAreRefused() throws IOException {
        assertThat(run("train", "--input", folder.resolve("none.xlsx").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is no file");
        Path foreign = Files.write(folder.resolve("x.xlsx"), new byte[] {'P', 'K', 3, 4, 0, 0});
        assertThat(run("train", "--input", foreign.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("starts as a workbook but its end is missing");
        Path file = csv("1,A,x,3,2010-12-01,1,7,UK\n2,A,x,3,2010-12-02,9,8,UK\n");
        assertThat(run("train", "--input", file.toString(), "--clusters", "2", "--out", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("rows.csv cannot be written");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--out models                          | --out goes only with --input",
                "segmentation --clusters 4             | --clusters goes only with --input",
                "segmentation --input x --no-activate  | --no-activate goes only without --input",
                "segmentation --input x --date-format zzzz | \"zzzz\" is not a pattern of dates",
                "segmentation --input x --date-format H:mm | \"H:mm\" is not a pattern of dates",
                "reward --input x                      | Only segmentation trains from a file",
                "segmentation --input x --engine spark | The engine spark is built and started by ./nextbest",
                "segmentation --input x --model best   | There is no model \"best\"; the models are parity, standard and",
                "segmentation --input x --clusters 1   | --clusters must be 2 to 100",
                "segmentation --input x --date-format QQQQQQQ | is not a pattern of dates",
            })
    void wrongOptionsAreWrongUsage(String words, String sentence) {
        assertThat(run(("train " + words.strip()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(sentence);
    }

    @Test
    void everyOptionOfTrainIsRefusedWhereItWouldBeIgnored() {
        Map<String, String> values = Map.of(
                "--clusters",
                "4",
                "--zone",
                "Europe/Paris",
                "--encoding",
                "UTF-8",
                "--repeat",
                "2",
                "--port-base",
                "1");
        List<String> anywhere = List.of("--json", "--help", "--version", "--input");
        CommandLine train = NextbestCommand.commandLine().getSubcommands().get("train");
        List<String> names = train.getCommandSpec().options().stream()
                .filter(option -> !anywhere.contains(option.longestName()))
                .map(option -> option.longestName() + (option.arity().max() == 0 ? "" : " "))
                .toList();
        assertThat(names).contains("--no-activate", "--host ", "--model ", "--date-format ");
        for (String name : names) {
            String given = name.endsWith(" ") ? name + values.getOrDefault(name.strip(), "standard") : name;
            int without = run(("train segmentation " + given).split(" "));
            String why = err.toString();
            boolean onlyWith = without == 2 && why.contains(name.strip() + " goes only with --input");
            int with = run(("train segmentation --input none.csv " + given).split(" "));
            boolean onlyWithout = with == 2 && err.toString().contains(name.strip() + " goes only without --input");
            assertThat(onlyWith).as(name).isNotEqualTo(onlyWithout);
        }
    }

    @Test
    void equalCustomersAreSaidToBeEqual() throws IOException {
        Path file = csv(IntStream.range(0, 60)
                .mapToObj(i -> "%d,A,x,3,2010-12-01,1,%d,UK%n".formatted(i, 100 + i))
                .collect(Collectors.joining()));

        for (String model : List.of("parity", "standard")) {
            assertThat(run("train", "--input", file.toString(), "--model", model, "--clusters", "2"))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .contains(
                            "2 segments need at least as many different customers; counting equal ones once, its 60 are 1;"
                                    + " name another file.");
        }
        Path two = csv(IntStream.range(0, 60)
                .mapToObj(i -> "%d,A,x,3,2010-12-01,%d,%d,UK%n".formatted(i, 1 + i % 2, 100 + i))
                .collect(Collectors.joining()));
        assertThat(run("train", "--input", two.toString(), "--model", "standard"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("counting equal ones once, its 60 are 2; give --clusters 2 at most.");
        assertThat(run("train", "--input", two.toString(), "--model", "standard", "--clusters", "2", "--out", models()))
                .isZero();
    }

    @Test
    void aHandfulOfCustomersSaysNothingOfTheNumberOfSegmentsAndTheJudgementIsTold() throws IOException {
        Path file = csv("1,A,x,3,2010-12-01,1,7,UK\n2,A,x,3,2010-12-02,9,8,UK\n3,A,x,3,2010-12-03,5,9,UK\n");

        assertThat(run("train", "--input", file.toString(), "--model", "standard", "--out", models()))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "3 customers say nothing of the number of segments",
                        "a file of at least 20, or give --clusters");
        assertThat(Path.of(models())).doesNotExist();
        String[] given = {
            "train", "--input", file.toString(), "--model", "standard", "--clusters", "3", "--out", models()
        };
        assertThat(run(given)).isZero();
        assertThat(out.toString()).contains("judgement   the rule DOES NOT HOLD: ", "of 3 customers (at least 20)");
        assertThat(run(Stream.concat(Stream.of(given), Stream.of("--json")).toArray(String[]::new)))
                .isZero();
        assertThat(out.toString()).contains("\"smallest_share\":0.3333,\"rule_held\":false,");
    }

    @Test
    void thePlainCommandIsUnderstoodWithoutTheWholeCommandLineAndNothingElseIs() {
        PlainTraining plain = PlainTraining.of("train", "segmentation", "--input", "a.xlsx", "--out", "b", "--json")
                .orElseThrow();

        assertThat(plain.json()).isTrue();
        assertThat(plain.order())
                .isEqualTo(new OfflineTraining.Order(ImportSettings.of(Path.of("a.xlsx")), Path.of("b"), "parity", 5));
        assertThat(PlainTraining.of("train", "segmentation", "--input", "a.xlsx")
                        .orElseThrow()
                        .order()
                        .out())
                .isEqualTo(Path.of("models"));
        assertThat(Stream.of(
                                "train segmentation",
                                "train reward --input a",
                                "train segmentation --out b --json",
                                "train segmentation --input",
                                "train segmentation --input a --input b",
                                "train segmentation --input a --clusters 4",
                                "train segmentation --input a --help",
                                "train segmentation --input -v",
                                "train segmentation --input a\0b",
                                "")
                        .map(words ->
                                PlainTraining.of(words.replace("\\0", "\0").split(" "))))
                .allMatch(Optional::isEmpty);
    }

    private OfflineTraining.Report train(Path file, int clusters) {
        var order = new OfflineTraining.Order(
                ImportSettings.of(file), folder.resolve("models"), SegmentationArtefact.PARITY, clusters);
        return new OfflineTraining(order).run();
    }

    private static SegmentModel segments(OfflineTraining.Report report) {
        return ((SegmentationArtefact) report.artefact()).segments();
    }

    private static RfmFigures figures(OfflineTraining.Report report, String customer) {
        List<RfmTable.Row> rows = report.table().rows().stream()
                .filter(row -> row.customer().equals(customer))
                .collect(Collectors.toList());
        assertThat(rows).hasSize(1);
        return rows.getFirst().figures();
    }

    private Path csv(String rows) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), HEADER + rows);
    }

    private String models() {
        return folder.resolve("models").toString();
    }

    private int run(String... args) {
        CommandLine command = NextbestCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
