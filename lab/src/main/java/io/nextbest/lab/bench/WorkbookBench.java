package io.nextbest.lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From workbook to the four files: our process and the pandas pipeline in turn, whole processes, and their answers. */
final class WorkbookBench {

    private static final String SCRIPT = "train_segmentation.py";
    private static final int SMALL = 541_909;
    private static final int LARGE = 1_048_575;
    private static final long SEED = 42;
    private static final int REPEATS = 20;
    private static final String OPTIONS = "NEXTBEST_JAVA_OPTIONS";

    private final Settings settings;
    private final Path folder;
    private final Consumer<String> progress;

    /**
     * What the bench was told.
     *
     * @param command our command's first words
     * @param python null to run ours alone
     * @param runs of each, counted without a first one of each
     */
    record Settings(
            Path workbook, List<String> command, @Nullable Path python, int runs) {}

    /**
     * What it measured.
     *
     * @param ours one entry per run, as are the other lists
     * @param archived ours with the classes and profiles of an earlier run (a JVM's AOT cache)
     * @param warmSeconds one training after the other in one running process
     * @param agreement what both tables say of each other
     */
    record Result(
            List<MeasuredProcess> ours,
            List<MeasuredProcess> pandas,
            List<MeasuredProcess> archived,
            List<MeasuredProcess> small,
            List<MeasuredProcess> large,
            double[] warmSeconds,
            String agreement) {}

    WorkbookBench(Settings settings, Path folder, Consumer<String> progress) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    Result run() throws IOException, InterruptedException {
        Path script = folder.resolve(SCRIPT);
        try (InputStream in = WorkbookBench.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, Objects.requireNonNull(in).readAllBytes());
        }
        List<MeasuredProcess> ours = new ArrayList<>();
        List<MeasuredProcess> pandas = new ArrayList<>();
        for (int run = 0; run <= settings.runs(); run++) {
            progress.accept(run == 0 ? "a first run of each, not counted" : "run " + run);
            ours.add(ours(settings.workbook(), Map.of()));
            if (settings.python() != null) {
                pandas.add(pandas(settings.python(), script));
            }
        }
        progress.accept("warm");
        double[] warm = warm();
        String agreement = pandas.isEmpty()
                ? ""
                : agreement(
                        folder.resolve("ours").resolve("rfm_table.csv"),
                        folder.resolve("pandas").resolve("rfm_table.csv"));
        progress.accept("with an AOT cache");
        List<MeasuredProcess> archived = archived();
        progress.accept("growth");
        List<MeasuredProcess> small = new ArrayList<>();
        List<MeasuredProcess> large = new ArrayList<>();
        grow(small, large);
        return new Result(counted(ours), counted(pandas), archived, counted(small), counted(large), warm, agreement);
    }

    private static List<MeasuredProcess> counted(List<MeasuredProcess> runs) {
        return runs.isEmpty() ? runs : runs.subList(1, runs.size());
    }

    private MeasuredProcess ours(Path workbook, Map<String, String> environment, String... more)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(settings.command());
        words.addAll(List.of("train", "segmentation", "--input", workbook.toString(), "--json"));
        words.addAll(List.of("--out", folder.resolve("ours").toString()));
        words.addAll(List.of(more));
        return MeasuredProcess.run(words, environment, folder);
    }

    private MeasuredProcess pandas(Path python, Path script) throws IOException, InterruptedException {
        return MeasuredProcess.run(
                List.of(
                        python.toString(),
                        script.toString(),
                        settings.workbook().toString(),
                        folder.resolve("pandas").toString()),
                Map.of(),
                folder);
    }

    private double[] warm() throws IOException, InterruptedException {
        var repeated = ours(settings.workbook(), Map.of(), "--repeat", Integer.toString(REPEATS));
        double[] seconds = repeated.output()
                .lines()
                .filter(line -> line.contains("\"seconds\":"))
                .mapToDouble(line -> new MeasuredProcess(0, 0, 0, line).figure("seconds"))
                .toArray();
        return Arrays.copyOfRange(seconds, REPEATS / 2, REPEATS);
    }

    private List<MeasuredProcess> archived() throws IOException, InterruptedException {
        Path cache = folder.resolve("classes.aot");
        ours(settings.workbook(), Map.of(OPTIONS, "-XX:AOTCacheOutput=" + cache));
        List<MeasuredProcess> runs = new ArrayList<>();
        for (int run = 0; run < settings.runs(); run++) {
            runs.add(ours(settings.workbook(), Map.of(OPTIONS, "-XX:AOTCache=" + cache)));
        }
        return runs;
    }

    private void grow(List<MeasuredProcess> small, List<MeasuredProcess> large)
            throws IOException, InterruptedException {
        Path smaller = folder.resolve("small.xlsx");
        Path larger = folder.resolve("large.xlsx");
        MadeWorkbook.write(smaller, SMALL, SEED);
        MadeWorkbook.write(larger, LARGE, SEED);
        for (int run = 0; run <= settings.runs(); run++) {
            small.add(ours(smaller, Map.of()));
            large.add(ours(larger, Map.of()));
        }
    }

    /** Compares two tables customer by customer. */
    static String agreement(Path ours, Path others) throws IOException {
        Map<String, String[]> theirs = table(others);
        Map<String, String[]> mine = table(ours);
        int recency = 0;
        int frequency = 0;
        int cents = 0;
        for (Map.Entry<String, String[]> row : mine.entrySet()) {
            String[] other = theirs.get(row.getKey());
            if (other != null) {
                recency += row.getValue()[1].equals(other[1]) ? 1 : 0;
                frequency += row.getValue()[2].equals(other[2]) ? 1 : 0;
                double apart = Double.parseDouble(row.getValue()[3]) - Double.parseDouble(other[3]);
                cents += Math.abs(apart) < 0.005 ? 1 : 0;
            }
        }
        return "%d customers against %d; equal recency %d, equal frequency %d, money equal to the cent %d"
                .formatted(mine.size(), theirs.size(), recency, frequency, cents);
    }

    private static Map<String, String[]> table(Path csv) throws IOException {
        Map<String, String[]> rows = new HashMap<>();
        for (String line : Files.readAllLines(csv)) {
            String[] cells = line.split(",");
            if (Character.isDigit(cells[0].charAt(0))) {
                rows.put(cells[0], cells);
            }
        }
        return rows;
    }
}
