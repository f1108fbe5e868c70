package io.nextbest.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkBenchTest {

    @TempDir
    private Path folder;

    @Test
    void comparesTheSegmentsOfEveryCustomerByBothArtefacts() throws IOException {
        Path one = train("one", 40, 2);
        Path three = train("three", 40, 3);

        assertThat(SparkBench.same(one, one)).isEqualTo(new SparkBench.Same(40, 40, 1));
        SparkBench.Same other = SparkBench.same(one, three);
        assertThat(other.equal()).isEqualTo(40);
        assertThat(other.adjustedRandIndex()).isLessThan(0.99);
        Files.writeString(
                one.resolve(ArtefactFiles.TABLE),
                Files.readString(one.resolve(ArtefactFiles.TABLE)).replace("\n7,8,", "\n7,9,"));
        assertThat(SparkBench.same(one, three).equal()).isEqualTo(39);
        Path fewer = train("fewer", 39, 2);
        assertThatIOException().isThrownBy(() -> SparkBench.same(one, fewer)).withMessageContaining("40 and 39");
    }

    @Test
    void thePageMarksWhatAgreesTooLittleAndSaysWhoIsFaster() {
        var ours = new MeasuredProcess(2, 3, 100, "");
        var spark = new MeasuredProcess(9, 15, 800, "");
        List<SparkBench.Run> runs = List.of(
                new SparkBench.Run("rows", "parity", SparkBench.ONE_MACHINE, ours, SparkBench.Same.NONE),
                new SparkBench.Run("rows", "parity", "Spark", spark, new SparkBench.Same(10, 10, 0.9975)),
                new SparkBench.Run("rows", "parity", "Spark", ours, new SparkBench.Same(10, 9, 0.98)));

        assertThat(SparkBenchCommand.page(runs, "Made."))
                .contains(
                        "| rows | parity | one machine | 2.00 | 3.00 | 100 | | |",
                        "| rows | parity | Spark | 9.00 | 15.00 | 800 | 10 of 10 | 0.9975 |",
                        "| 9 of 10 | 0.9800 **below 0.99** |",
                        "Spark takes 1.0 to 4.5 times");
    }

    @Test
    void theMadeTableIsTheSameForTheSameSeed() throws IOException {
        Path file = folder.resolve("a.csv");
        long rows = MadePurchases.write(file, 400, 7);
        List<String> lines = Files.readAllLines(file);

        assertThat(lines).hasSize((int) rows + 1);
        assertThat(lines.stream()
                        .skip(1)
                        .map(line -> line.substring(line.lastIndexOf(',') + 1))
                        .distinct())
                .hasSize(400);
        MadePurchases.write(folder.resolve("b.csv"), 400, 7);
        assertThat(Files.mismatch(file, folder.resolve("b.csv"))).isEqualTo(-1);
    }

    private Path train(String name, int customers, int clusters) {
        var table = new RfmTable(
                Instant.EPOCH,
                IntStream.range(0, customers)
                        .mapToObj(c -> new RfmTable.Row(
                                String.valueOf(c), new RfmFigures(1 + c, 1 + c % 4 * 5, 10 * (1 + c % 3))))
                        .toList());
        var recipe = new Recipe(Features.RAW, clusters, 3, 1);
        var artefact = SegmentationArtefact.of(
                recipe,
                SegmentModel.fit(table, recipe),
                SegmentationArtefact.data(table, Instant.EPOCH, Instant.EPOCH),
                table);
        ArtefactFiles.write(folder.resolve(name), artefact, table);
        return folder.resolve(name);
    }
}
