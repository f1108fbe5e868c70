package io.nextbest.cli.transactions;

import static io.nextbest.cli.transactions.Workbooks.HEADER;
import static io.nextbest.cli.transactions.Workbooks.MORNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nextbest.cli.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionImportTest {

    private final MemoryLog log = new MemoryLog();

    @TempDir
    private Path folder;

    @Test
    void everyRowOfAWorkbookBecomesAnEventWhateverTheTypesOfItsCells() {
        Path file = Workbooks.write(
                folder.resolve("sales.xlsx"),
                HEADER,
                new Object[] {536365, "85123A", "WHITE \"HEART\" HOLDER", 6, MORNING, 2.55, 17850.0, "United Kingdom"},
                new Object[] {"C536379", 22752, "", -1, MORNING, 27.5, "", ""});

        ImportReport report = run(file);

        String prefix = digest(file).substring(0, 16);
        assertThat(log.events).containsOnlyKeys(prefix + "-0-2", prefix + "-0-3");
        assertThat(log.events.get(prefix + "-0-2"))
                .isEqualTo("{\"kind\":\"purchase\",\"event_id\":\"" + prefix + "-0-2\",\"customer_id\":\"17850\","
                        + "\"at\":\"2010-12-01T08:26:00Z\",\"invoice\":\"536365\",\"item\":\"85123A\","
                        + "\"description\":\"WHITE \\\"HEART\\\" HOLDER\",\"quantity\":6,\"unit_price\":2.55,"
                        + "\"currency\":\"GBP\",\"country\":\"United Kingdom\"}");
        assertThat(log.events.get(prefix + "-0-3"))
                .isEqualTo("{\"kind\":\"purchase\",\"event_id\":\"" + prefix + "-0-3\",\"at\":\"2010-12-01T08:26:00Z\","
                        + "\"invoice\":\"C536379\",\"item\":\"22752\",\"quantity\":-1,\"unit_price\":27.5,"
                        + "\"currency\":\"GBP\"}");
        assertThat(report.rows()).isEqualTo(2);
        assertThat(report.accepted()).isEqualTo(2);
    }

    @Test
    void aMalformedCellRejectsItsRowWithSheetRowAndColumnAndTheRestGoesOn() throws IOException {
        Path file = Workbooks.write(
                folder.resolve("sales.xlsx"),
                HEADER,
                new Object[] {1, "A", "x", "six", MORNING, 1, 7, "UK"},
                new Object[] {2, "A", "x", 6, 40513.35, 1, 7, "UK"},
                new Object[] {3, "A", "x", 6, MORNING, Workbooks.NOT_AVAILABLE, 7, "UK"},
                new Object[] {"", "A", "x", 6, MORNING, 1, 7, "UK"},
                new Object[] {5, "A", "x", 6, MORNING, 1, 7.5, "UK"},
                new Object[] {6, "A", "x", 6, "12/1/2010 8:26", 1, 7, "UK"},
                new Object[] {7, "A", true, 6, MORNING, 1, 7, "UK"},
                new Object[] {8, "A", "x", 6, MORNING, 1, 7, "UK"});

        ImportReport report = run(file);

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.rejected()).isEqualTo(7);
        assertThat(report.firstRejected())
                .containsExactly(
                        "sheet \"Sales\", row 2, column Quantity is \"six\", not a number",
                        "sheet \"Sales\", row 3, column InvoiceDate is the number 40513.35, not shown as a date",
                        "sheet \"Sales\", row 4, column UnitPrice is #N/A, not a number",
                        "sheet \"Sales\", row 5, column InvoiceNo is empty",
                        "sheet \"Sales\", row 6, column CustomerID is 7.5, not a whole number",
                        "sheet \"Sales\", row 7, column InvoiceDate is \"12/1/2010 8:26\", not a date like 2010-12-01 08:26"
                                + " (else give --date-format)",
                        "sheet \"Sales\", row 8, column Description is TRUE, not text");
        assertThat(Files.readAllLines(report.rejectedList())).hasSize(8);
    }

    @Test
    void datesCountFrom1904WhereTheWorkbookSaysSo() {
        Path file = Workbooks.write(
                folder.resolve("mac.xlsx"), true, HEADER, new Object[] {1, "A", "x", 1, MORNING, 1, 7, "UK"});

        run(file);

        // POI wrote the serial of the 1900 system, 1462 days more than the same day in the 1904 system
        assertThat(log.events.values()).singleElement().asString().contains("\"at\":\"2014-12-02T08:26:00Z\"");
    }

    @Test
    void summerTimeOfTheShopsZoneIsTakenOff() {
        Path file = Workbooks.write(
                folder.resolve("summer.xlsx"), HEADER, new Object[] {1, "A", "x", 1, MORNING.withMonth(7), 1, 7, "UK"});

        run(file);

        assertThat(log.events.values()).singleElement().asString().contains("\"at\":\"2010-07-01T07:26:00Z\"");
    }

    @Test
    void everySheetWithTheColumnsIsReadAndTheOthersAreNamed() throws IOException {
        Path file = folder.resolve("two.xlsx");
        Object[] second = {
            "Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"
        };
        try (XSSFWorkbook workbook = new XSSFWorkbook();
                OutputStream out = Files.newOutputStream(file)) {
            Workbooks.fill(workbook, "Year 2009-2010", second, new Object[] {1, "A", "x", 1, MORNING, 1, 7, "UK"});
            Workbooks.fill(workbook, "Notes", new Object[] {"nothing to import"});
            Workbooks.fill(workbook, "Year 2010-2011", second, new Object[] {2, "A", "x", 1, MORNING, 1, 7, "UK"});
            workbook.write(out);
        }

        try (TransactionFile opened = TransactionFile.open(ImportSettings.of(file))) {
            assertThat(opened.describe())
                    .anyMatch(line -> line.contains("Online Retail II"))
                    .anyMatch(line -> line.contains("skipped") && line.contains("Notes"));
        }
        run(file);

        assertThat(log.events.keySet()).extracting(id -> id.substring(16)).containsExactly("-0-2", "-2-2");
    }

    @Test
    void theReportCountsEachRowUnderTheFirstRuleThatLeavesItOut() {
        Path file = Workbooks.write(
                folder.resolve("classes.xlsx"),
                HEADER,
                new Object[] {1, "A", "x", 1, MORNING, 1, 7, "UK"},
                new Object[] {1, "A", "x", 1, MORNING, 1, 7, "UK"},
                new Object[] {2, "A", "x", 1, MORNING, 1, 8, "UK"},
                new Object[] {3, "A", "x", -1, MORNING, 0, "", "UK"},
                new Object[] {4, "A", "x", -1, MORNING, 0, 7, "UK"},
                new Object[] {5, "A", "x", 1, MORNING, 0, 7, "UK"},
                new Object[] {5, "A", "", 1, MORNING, 0, 7, "UK"});

        assertThat(run(file).leftOut()).isEqualTo(new LeftOut.Counts(1, 1, 2, 3, 2, 1));
    }

    @Test
    void aSecondImportAddsNothing() {
        Path file = Workbooks.write(
                folder.resolve("sales.xlsx"), HEADER, new Object[] {1, "A", "x", 1, MORNING, 1, 7, "UK"});
        run(file);

        ImportReport again = run(file);

        assertThat(again.accepted()).isZero();
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(log.events).hasSize(1);
    }

    @Test
    void anImportThatBrokeOffGoesOnWhereTheLogEnds() {
        Path file = csv("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n", 50_001);
        log.breaksAfterChunks = 1;
        assertThatThrownBy(() -> run(file)).hasMessage("the line broke");
        log.breaksAfterChunks = Integer.MAX_VALUE;

        ImportReport report = run(file);

        assertThat(log.chunks).containsExactly(20_000, 20_000, 10_001);
        assertThat(report.accepted()).isEqualTo(30_001);
        assertThat(report.duplicates()).isEqualTo(20_000);
        assertThat(log.events).hasSize(50_001);
    }

    @Test
    void csvKeepsQuotedCommasLineEndsAndAByteOrderMark() throws IOException {
        Path file = folder.resolve("sales.csv");
        Files.writeString(
                file,
                "\uFEFFInvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n"
                        + "536365,85123A,\"HEART, \"\"WHITE\"\"\r\nBIG\",6,2010-12-01 08:26:00,2.550,17850.0,UK\r\n"
                        + "536366,71053,,6,2010-12-01T08:28,3.39,,\r\n");

        run(file);

        List<String> lines = List.copyOf(log.events.values());
        assertThat(lines.getFirst())
                .contains("\"description\":\"HEART, \\\"WHITE\\\"\\u000d\\u000aBIG\"")
                .contains("\"customer_id\":\"17850\"")
                .contains("\"unit_price\":2.55,");
        assertThat(lines.get(1))
                .contains("-0-4\"")
                .doesNotContain("customer_id")
                .contains("2010-12-01T08:28:00Z");
    }

    @Test
    void gzippedCsvIsRecognisedByItsBytes() throws IOException {
        Path file = folder.resolve("sales.data");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(Files.readAllBytes(
                    csv("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n", 3)));
        }

        assertThat(run(file).accepted()).isEqualTo(3);
    }

    @Test
    void aDateFormatMakesOtherDatesReadableAndTheFileANewImport() throws IOException {
        Path file = folder.resolve("us.csv");
        Files.writeString(
                file,
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                        + "1,A,x,1,12/1/2010 8:26,1,7,UK\n");
        assertThat(run(file).rejected()).isEqualTo(1);

        var american = DateTimeFormatter.ofPattern("M/d/yyyy H:mm");
        ImportReport report =
                run(new ImportSettings(file, ZoneId.of("America/New_York"), "USD", StandardCharsets.UTF_8, american));

        assertThat(report.accepted()).isEqualTo(1);
        assertThat(log.events.values())
                .singleElement()
                .asString()
                .contains("2010-12-01T13:26:00Z")
                .contains("USD");
    }

    @Test
    void aRowOfTheOlderSystemsCustomersBecomesAProfileAndAVisit() throws IOException {
        Path file = folder.resolve("mock_user_data.csv");
        Files.writeString(file, """
                user_id,age,gender,last_active,interactions,purchases
                1,25,M,2024-05-01,34,5
                2,-3,F,2024-05-02,10,1
                3,30,F,2024-13-02,10,1
                4,,F,2024-05-02,10,1
                """);

        ImportReport report = run(file);

        String prefix = digest(file).substring(0, 16) + "-0-2";
        assertThat(log.events).containsOnlyKeys(prefix + "-profile", prefix + "-visit");
        assertThat(log.events.get(prefix + "-profile"))
                .endsWith(
                        "\"customer_id\":\"1\",\"at\":\"2024-04-30T23:00:00Z\",\"attributes\":{\"age\":\"25\","
                                + "\"gender\":\"M\",\"last_active\":\"2024-05-01\",\"interactions\":\"34\",\"purchases\":\"5\"}}");
        assertThat(log.events.get(prefix + "-visit")).contains("\"type\":\"visit\"");
        assertThat(report.leftOut()).isNull();
        assertThat(report.firstRejected())
                .satisfiesExactly(
                        first -> assertThat(first).contains("row 3, column age is -3"),
                        second -> assertThat(second).contains("row 4, column last_active is \"2024-13-02\""),
                        third -> assertThat(third).contains("row 5, column age is empty"));
    }

    @Test
    void aFileWithoutTheColumnsIsRefusedNamingThem() throws IOException {
        Path file = folder.resolve("other.csv");
        Files.writeString(file, "InvoiceNo,StockCode,Description,Quantity,UnitPrice,Country\n1,A,x,1,1,UK\n");

        assertRefused(
                file, "lacks the columns InvoiceDate, CustomerID of the layout Online Retail; its first row holds");
        assertRefused(
                Files.writeString(folder.resolve("foreign.csv"), "date,amount\n1,2\n"),
                "lacks the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID,"
                        + " Country of the layout Online Retail");
    }

    @Test
    void aCutWorkbookIsRefused() throws IOException {
        Path whole = Workbooks.write(folder.resolve("whole.xlsx"), HEADER);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.xlsx"), Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused(cut, "starts as a workbook but its end is missing");
    }

    @Test
    void anEncryptedWorkbookIsRefused() throws Exception {
        Path file = folder.resolve("secret.xlsx");
        try (POIFSFileSystem ole = new POIFSFileSystem();
                OutputStream out = Files.newOutputStream(file)) {
            Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
            encryptor.confirmPassword("secret");
            try (OutputStream plain = encryptor.getDataStream(ole)) {
                Files.copy(Workbooks.write(folder.resolve("plain.xlsx"), HEADER), plain);
            }
            ole.writeFilesystem(out);
        }

        assertRefused(file, "is encrypted; save it without a password.");
    }

    @ParameterizedTest(name = "a file holding {0} is refused: {1}")
    @CsvSource({
        "'', is empty",
        "'\n\n', has no rows",
        "'hello', lacks the columns",
    })
    void aFileOfNothingIsRefused(String content, String sentence) throws IOException {
        assertRefused(Files.writeString(folder.resolve("x.csv"), content), sentence);
    }

    @Test
    void aFolderAMissingFileAndForeignBytesAreRefused() throws IOException {
        assertRefused(folder, "is not a file");
        assertRefused(folder.resolve("none.xlsx"), "There is no file");
        assertRefused(
                Files.write(folder.resolve("x.bin"), new byte[] {0, 1, 2, 0, 44, 0}), "neither a workbook nor text");
        assertRefused(
                Files.write(folder.resolve("latin.csv"), "InvoiceNo,\u00a3\n".getBytes(StandardCharsets.ISO_8859_1)),
                "is not UTF-8 text; say its encoding");
    }

    private Path csv(String header, int rows) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            lines.add(i + ",A,x,1,2010-12-01 08:26:00,1.25,7,UK");
        }
        try {
            return Files.writeString(folder.resolve("made.csv"), header + String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ImportReport run(Path file) {
        return run(ImportSettings.of(file));
    }

    private ImportReport run(ImportSettings settings) {
        try (TransactionFile file = TransactionFile.open(settings)) {
            return new TransactionImport(log, folder.resolve("imports"), rows -> {}).run(file);
        }
    }

    private static String digest(Path file) {
        try (TransactionFile opened = TransactionFile.open(ImportSettings.of(file))) {
            return opened.digest();
        }
    }

    private static void assertRefused(Path file, String sentence) {
        assertThatThrownBy(() -> TransactionFile.open(ImportSettings.of(file)).close())
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(sentence);
    }
}
