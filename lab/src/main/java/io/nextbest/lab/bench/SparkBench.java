package io.nextbest.lab.bench;

import io.nextbest.models.segmentation.Agreement;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.segmentation.ArtefactFiles;
import io.nextbest.segmentation.SegmentationArtefact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** The training of one machine and the training on Spark, whole processes, from the same rows; and their answers. */
final class SparkBench {

    static final String ONE_MACHINE = "one machine";

    private static final long SEED = 42;
    private static final String CLUSTERS = "4";
    private static final Map<String, String> ROOM = Map.of("NEXTBEST_JAVA_OPTIONS", "-Xmx3g");

    private final Path script;
    private final Path folder;
    private final Consumer<String> progress;
    private final List<Run> runs = new ArrayList<>();

    /**
     * One training.
     *
     * @param input what it read, for people
     * @param engine {@link #ONE_MACHINE} or "Spark"
     * @param same how it stands to the one machine's training of the same rows; none of that training itself
     */
    record Run(String input, String model, String engine, MeasuredProcess process, Same same) {}

    /**
     * Two trainings of the same rows.
     *
     * @param customers of the first
     * @param equal of them, those whose three figures are equal in the second
     * @param adjustedRandIndex of both models' assignments
     */
    record Same(int customers, int equal, double adjustedRandIndex) {

        static final Same NONE = new Same(0, 0, Double.NaN);
    }

    SparkBench(Path script, Path folder, Consumer<String> progress) {
        this.script = script;
        this.folder = folder;
        this.progress = progress;
    }

    /** @param customers of the made table, 0 for none */
    List<Run> run(Path packed, int customers) throws IOException, InterruptedException {
        Path parts = Files.createDirectories(folder.resolve("csv"));
        Path csv = parts.resolve("part-0.csv");
        try (InputStream rows = new GZIPInputStream(Files.newInputStream(packed), 1 << 16)) {
            Files.copy(rows, csv);
        }
        Path parquet = folder.resolve("parquet");
        progress.accept("a first run, not counted: builds what is not built, and leaves the rows as Parquet");
        spark(parts, "first", Map.of(), "--parquet", parquet.toString());
        for (String model : List.of("parity", "standard")) {
            String[] words = model.equals("parity")
                    ? new String[] {"--model", model}
                    : new String[] {"--model", model, "--clusters", CLUSTERS};
            progress.accept("Online Retail, " + model);
            ours("Online Retail, CSV", csv, model, words);
            compare("Online Retail, CSV", parts, model, words);
            compare("Online Retail, Parquet", parquet, model, words);
        }
        if (customers > 0) {
            made(customers);
        }
        return runs;
    }

    private void made(int customers) throws IOException, InterruptedException {
        Path parts = Files.createDirectories(folder.resolve("made"));
        Path csv = parts.resolve("part-0.csv");
        progress.accept("a made table of %,d customers".formatted(customers));
        long rows = MadePurchases.write(csv, customers, SEED);
        String input = "made, %,d rows, CSV".formatted(rows);
        String[] words = {"--model", "standard", "--clusters", CLUSTERS};
        ours(input, csv, "standard", words);
        compare(input, parts, "standard", words);
    }

    private void ours(String input, Path file, String model, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString(), "train", "segmentation"));
        command.addAll(List.of(
                "--input", file.toString(), "--out", folder.resolve("ours").toString()));
        command.addAll(List.of(words));
        runs.add(new Run(input, model, ONE_MACHINE, MeasuredProcess.run(command, ROOM, folder), Same.NONE));
    }

    private void compare(String input, Path from, String model, String... words)
            throws IOException, InterruptedException {
        MeasuredProcess process = spark(from, "spark", ROOM, words);
        runs.add(new Run(input, model, "Spark", process, same(folder.resolve("ours"), folder.resolve("spark"))));
    }

    private MeasuredProcess spark(Path from, String to, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString(), "train", "segmentation"));
        command.addAll(List.of("--engine", "spark", "--input", from.toString()));
        command.addAll(List.of("--out", folder.resolve(to).toString()));
        command.addAll(List.of(words));
        return MeasuredProcess.run(command, environment, folder);
    }

    /** Both models' segments of every customer of the first table, each from the figures that it learned from. */
    static Same same(Path one, Path other) throws IOException {
        Map<String, RfmFigures> theirs = table(other);
        Map<String, RfmFigures> mine = table(one);
        if (!mine.keySet().equals(theirs.keySet())) {
            throw new IOException(
                    "the trainings know different customers: %d and %d".formatted(mine.size(), theirs.size()));
        }
        SegmentationArtefact ours = ArtefactFiles.read(one);
        SegmentationArtefact others = ArtefactFiles.read(other);
        int[] before = new int[mine.size()];
        int[] now = new int[mine.size()];
        int customer = 0;
        int equal = 0;
        for (Map.Entry<String, RfmFigures> row : mine.entrySet()) {
            RfmFigures figures = row.getValue();
            RfmFigures their = Objects.requireNonNull(theirs.get(row.getKey()));
            equal += figures.recency() == their.recency()
                            && figures.frequency() == their.frequency()
                            && Math.abs(figures.monetary() - their.monetary()) < 0.005
                    ? 1
                    : 0;
            before[customer] = ours.segments().assign(figures).cluster();
            now[customer++] = others.segments().assign(their).cluster();
        }
        return new Same(mine.size(), equal, Agreement.adjustedRandIndex(before, now));
    }

    private static Map<String, RfmFigures> table(Path directory) throws IOException {
        Map<String, RfmFigures> rows = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(directory.resolve(ArtefactFiles.TABLE))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",");
                rows.put(
                        cells[0],
                        new RfmFigures(
                                Long.parseLong(cells[1]), Long.parseLong(cells[2]), Double.parseDouble(cells[3])));
            }
        }
        return rows;
    }
}
