package io.nextbest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.models.segmentation.Deciles;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the whole command leaves behind. */
class SparkCommandTest {

    private static final int CUSTOMERS = 60;

    @TempDir
    private Path folder;

    /** Customer c bought 1 + c % 4 * 10 times. */
    private Path purchases() throws IOException {
        var text = new StringBuilder("InvoiceNo,CustomerID,InvoiceDate,Quantity,UnitPrice\n");
        for (int c = 0; c < CUSTOMERS; c++) {
            for (int i = 0; i <= c % 4 * 10; i++) {
                text.append("%d-%d,%d,2011-0%d-%02d 10:00:00,%d,2.50\n"
                        .formatted(c, i, 12_000 + c, 2 + c % 4, 1 + i % 28, 1 + c % 4 * 5));
            }
        }
        return Files.writeString(folder.resolve("purchases.csv"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parity", "standard"})
    void storesHowTheCustomersWereSpreadWithEitherModel(String model) throws IOException {
        Path out = folder.resolve("models");

        int code = new CommandLine(new SparkTraining())
                .execute(
                        "--input=" + purchases(),
                        "--out=" + out,
                        "--model=" + model,
                        "--clusters=4",
                        "--zone=UTC",
                        "--master=local[2]");

        assertThat(code).isZero();
        SegmentationArtefact artefact = ArtefactFiles.read(out);
        assertThat(artefact.model()).isEqualTo(model);
        List<Deciles> baseline = artefact.evidence().baseline();
        assertThat(baseline).hasSize(3);
        assertThat(baseline.get(1))
                .isEqualTo(Deciles.of(IntStream.range(0, CUSTOMERS)
                        .mapToDouble(c -> 1 + c % 4 * 10)
                        .toArray()));
    }
}
