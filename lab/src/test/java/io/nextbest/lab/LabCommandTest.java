package io.nextbest.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nextbest.lab.segmentation.Parity;
import io.nextbest.lab.segmentation.ValueBands;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabCommandTest {

    @TempDir
    Path data;

    @Test
    void printsFiguresAsOneJsonObject() {
        var figures = new LinkedHashMap<String, Figure>();
        figures.put("A-1", new Figure(0.5, 0.4, 0.6, 10, null, "half"));
        figures.put("A-2", Figure.refused("no \"file\""));

        assertThat(LabCommand.object(figures))
                .isEqualTo("{\"A-1\": {\"value\": 0.5, \"low\": 0.4, \"high\": 0.6, \"rows\": 10}, "
                        + "\"A-2\": {\"value\": null, \"refused\": \"no \\\"file\\\"\"}}");
    }

    @Test
    void refusesAFigureThatIsNoNumber() {
        assertThatThrownBy(() -> Figure.of(Double.NaN, 1, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysThatTheDataIsMissingInsteadOfInventingAFigure() throws Exception {
        assertThat(new SegmentationExperiment().run(data).get("SEG-1").refused())
                .contains("online_retail.csv.gz");
    }

    @Test
    void measuresFromTheRowsThatItIsGiven() throws Exception {
        Path file = data.resolve("online-retail").resolve("online_retail.csv.gz");
        Files.createDirectories(file.getParent());
        try (Writer writer =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            writer.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
            for (int i = 0; i < 12; i++) {
                writer.write(
                        "%d,A,\"x, y\",%d,2011-01-%02d 10:00:00,2.5,%d,UK%n".formatted(i, 1 + i * i, 1 + i, 100 + i));
            }
            writer.write("99,A,return,-1,2011-01-01 10:00:00,2.5,500,UK\n");
            writer.write("99,A,nobody,1,2011-01-01 10:00:00,2.5,,UK\n");
        }

        var figures = new SegmentationExperiment().run(data);

        assertThat(figures.get("SEG-1.customers").value()).isEqualTo(12);
        assertThat(figures.get("SEG-1").verdict()).contains("missed");
        assertThat(LabCommand.page(new SegmentationExperiment(), figures))
                .startsWith("# Lab: segmentation\n")
                .contains("| SEG-1.customers | 12 |  | 12 | golden 4,338 |\n");
    }

    @Test
    void theShippedWorkbookIsEnoughToReproduceThePublishedSegments() throws Exception {
        var figures = Parity.run(Path.of("..", "data"));

        assertThat(figures.get("SEG-1").verdict()).contains("reached");
        assertThat(figures.get("SEG-1.customers").value()).isEqualTo(4_338);
        assertThat(figures.get("SEG-1.size0").value()).isBetween(3_044.0, 3_054.0);
        assertThat(figures.get("SEG-1.monetary").value()).isBetween(1_338.0, 1_340.0);
        assertThat(ValueBands.run(Path.of("..", "data")).get("SEG-2").refused())
                .isEqualTo(
                        "online-retail-ii/year_2009_2010.csv.gz is not in the data folder; data/README.md says what it"
                                + " is");
    }

    @Test
    void namesItsExperiments() throws Exception {
        var out = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new java.io.PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(new picocli.CommandLine(new LabCommand()).execute("list"))
                    .isZero();
            assertThat(new picocli.CommandLine(new LabCommand()).execute("nothing"))
                    .isEqualTo(2);
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("segmentation");
    }
}
