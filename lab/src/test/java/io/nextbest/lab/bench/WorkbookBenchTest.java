package io.nextbest.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbookBenchTest {

    @TempDir
    private Path folder;

    @Test
    void aMadeWorkbookHoldsTheRowsThatWereAskedForAndIsTheSameAgain() throws IOException {
        Path one = folder.resolve("one.xlsx");
        Path two = folder.resolve("two.xlsx");
        MadeWorkbook.write(one, 5_000, 1);
        MadeWorkbook.write(two, 5_000, 1);

        String sheet = sheet(one);
        assertThat(sheet).isEqualTo(sheet(two)).contains("<dimension ref=\"A1:H5001\"/>");
        assertThat(sheet.split("<row ")).hasSize(5_002);
        assertThat(sheet.split("<c r=\"G")).hasSizeBetween(4_000, 4_600);
    }

    @Test
    void tablesAreComparedCustomerByCustomer() throws IOException {
        Path ours = Files.writeString(folder.resolve("a.csv"), "CustomerID,R,F,M\n1,2,3,4.001\n2,2,3,9.5\n3,1,1,1\n");
        Path others = Files.writeString(folder.resolve("b.csv"), "CustomerID,R,F,M\n1,2,3,4.0\n2,5,3,9.6\n");

        assertThat(WorkbookBench.agreement(ours, others))
                .isEqualTo("3 customers against 2; equal recency 1, equal frequency 2, money equal to the cent 1");
    }

    @Test
    void aProcessIsMeasuredAndItsFailureTold() throws Exception {
        Assumptions.assumeTrue(MeasuredProcess.missing().isEmpty(), MeasuredProcess.missing());
        var measured = MeasuredProcess.run(List.of("sh", "-c", "echo \"{\\\"a\\\": $A}\""), Map.of("A", "12"), folder);

        assertThat(measured.figure("a")).isEqualTo(12);
        assertThat(measured.wall()).isPositive();
        assertThat(measured.peakMiB()).isPositive();
        assertThatThrownBy(() -> MeasuredProcess.run(List.of("sh", "-c", "echo no; exit 3"), Map.of(), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stopped with 3: no");
    }

    @Test
    void thePageSaysTheRatiosOfTheMedians() {
        var ours = new MeasuredProcess(1, 1.5, 100, "{\"rows\":10,\"customers\":4,\"inertia\":2.5}");
        var pandas = new MeasuredProcess(20, 21, 400, "{\"rows\": 10, \"customers\": 4, \"inertia\": 2.75}");
        var result = new WorkbookBench.Result(
                List.of(new MeasuredProcess(9, 1.5, 100, ""), ours, ours),
                List.of(pandas),
                List.of(ours),
                List.of(ours),
                List.of(ours),
                new double[] {0.25, 0.5, 0.75},
                "all agree");

        assertThat(WorkbookPage.of(result, "Made."))
                .contains("| **times faster, cold** | 20.0 |")
                .contains("| **times faster, warm** | 40.0 |")
                .contains("| **peak memory, share of pandas'** | 0.25 |")
                .contains("| inertia, scikit-learn's ten starts | 2.750000 |")
                .contains("| ours, cold | 1.00 | 1.50 | 100 | 9.00, 1.00, 1.00 |")
                .contains("all agree");
    }

    @Test
    void aPythonThatIsNotThereIsRefused() throws Exception {
        assertThat(WorkbookBenchCommand.missing(folder.resolve("python")))
                .contains("cannot be started", "name a Python 3 by --python");
    }

    private static String sheet(Path workbook) throws IOException {
        try (ZipFile zip = new ZipFile(workbook.toFile())) {
            return new String(
                    zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes());
        }
    }
}
