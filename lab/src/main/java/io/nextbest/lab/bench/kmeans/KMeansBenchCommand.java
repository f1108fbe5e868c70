package io.nextbest.lab.bench.kmeans;

import io.nextbest.lab.bench.BenchPage;
import io.nextbest.models.clustering.KMeans;
import io.nextbest.models.clustering.Points;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextbest bench k-means}: one table, one run, every library in turn. */
@Command(
        name = "k-means",
        description = "Times k-means at several sizes beside scikit-learn, ELKI and Smile; writes a page.",
        mixinStandardHelpOptions = true)
public final class KMeansBenchCommand implements Callable<Integer> {

    private static final Map<String, String> MODES = new LinkedHashMap<>();

    static {
        MODES.put("fixed", "20 iterations from the same centres");
        MODES.put("one", "one fit from k-means++; ours until no centre moves, the others to their own tolerance");
        MODES.put("ten", "the best of ten starts, as before; making the boxes included");
        MODES.put("sorted", "20 iterations through boxes that are there already");
    }

    private final Clock clock = Clock.systemUTC();

    @Option(names = "--sizes", split = ",", description = "Customers; default: ${DEFAULT-VALUE}.")
    private List<String> sizes = List.of("4k", "100k", "1m", "10m");

    @Option(names = "--rounds", description = "Processes per library and mode, taken in turn; default: 3.")
    private int rounds = 3;

    @Option(names = "--tasks", split = ",", description = "fixed, one, ten, sorted; default: all.")
    private List<String> tasks = List.copyOf(MODES.keySet());

    @Option(names = "--python", description = "With scikit-learn; default: ${DEFAULT-VALUE}.")
    private Path python = Path.of("python3");

    @Option(names = "--seed", description = "Of the made-up customers; default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    @Option(names = "--out", description = "Where to write the page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs", "results", "k-means.md");

    /** One library at one task: medians over all fits of all rounds. */
    private record Row(String size, String mode, String name, double seconds, double peakMiB, double inertia) {

        String line(Row ours) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.4f | %.1f | %.0f | %.3f |",
                    size,
                    name,
                    seconds,
                    seconds / ours.seconds,
                    peakMiB,
                    inertia);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("nextbest-k-means");
        try {
            BenchPage.publish(page(folder), out);
        } finally {
            BenchPage.delete(folder);
        }
        return 0;
    }

    private String page(Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("kmeans_sklearn.py");
        try (InputStream source = KMeansBenchCommand.class.getResourceAsStream("/bench/kmeans_sklearn.py")) {
            Files.copy(Objects.requireNonNull(source), script);
        }
        List<Contestant> contestants = List.of(
                Contestant.ours(true),
                Contestant.scikitLearn(python, script),
                Contestant.elki(Path.of(System.getProperty("project.folder", "."))),
                Contestant.smile(),
                Contestant.ours(false));
        List<Row> rows = new ArrayList<>();
        for (String size : sizes) {
            Path file = folder.resolve(size + ".f64");
            int customers = customers(size);
            System.err.println("bench: writing " + size + " customers");
            PointsFile.write(file, customers, seed);
            Points points = Points.ofColumns(PointsFile.read(file));
            for (String mode : tasks) {
                rows.addAll(measure(contestants, size, points, new Task(file, mode)));
            }
            Files.delete(file);
        }
        return page(contestants, rows);
    }

    private record Task(Path file, String mode) {}

    private static int customers(String size) {
        String lower = size.toLowerCase(Locale.ROOT);
        int number = Integer.parseInt(lower.replaceAll("[km]", ""));
        return number * (lower.endsWith("m") ? 1_000_000 : lower.endsWith("k") ? 1_000 : 1);
    }

    /** Every library once, then every library again: what the machine does meanwhile meets all of them. */
    private List<Row> measure(List<Contestant> contestants, String size, Points points, Task task)
            throws IOException, InterruptedException {
        int fits = points.size() > 1_000_000 ? 3 : 5;
        Map<String, List<Contestant.Said>> said = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contestant one : contestants) {
                if (one.takes(task.mode(), points.size())) {
                    System.err.println(
                            "bench: %s, %s, %s, round %d".formatted(size, task.mode(), one.name(), round + 1));
                    said.computeIfAbsent(one.name(), name -> new ArrayList<>())
                            .add(one.run(task.file(), task.mode(), fits));
                }
            }
        }
        return said.entrySet().stream()
                .map(one -> new Row(
                        size,
                        task.mode(),
                        one.getKey(),
                        median(one.getValue().stream().flatMap(run -> run.seconds().stream())),
                        median(one.getValue().stream().map(Contestant.Said::peakMiB)),
                        KMeans.inertia(points, one.getValue().getFirst().centers())))
                .toList();
    }

    private static double median(Stream<Double> numbers) {
        List<Double> sorted = numbers.sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private String page(List<Contestant> contestants, List<Row> rows) throws InterruptedException {
        var page = new StringBuilder("# Bench: k-means\n\n");
        page.append("Written by `./nextbest bench k-means --rounds %d` on %s.\n\n"
                .formatted(rounds, BenchPage.origin(clock)));
        page.append("""
                Made-up customers in a shop's shape (recency, frequency, monetary, standardised), five clusters, seed
                %d.
                Every library in a process of its own, in turn, rounds: %d; medians of all fits after a warm-up. Reading
                the points is not counted. Inertia is computed here from the centres that each library gave, in double
                precision over all points. Peak is the process's resident memory: ours with a heap of 1.25 times the
                points and 96 MiB, Smile's of 6 GiB, ELKI's of 8.

                ELKI needs `mvn -Ppeers -pl peers package` first, scikit-learn a python3 that has it (`--python`).
                """.formatted(seed, rounds));
        for (Map.Entry<String, String> mode : MODES.entrySet()) {
            if (!tasks.contains(mode.getKey())) {
                continue;
            }
            page.append("\n## ").append(mode.getKey()).append(": ").append(mode.getValue());
            page.append("\n\n| customers | library | seconds | times ours | peak MiB | inertia |\n");
            page.append("| --- | --- | --- | --- | --- | --- |\n");
            for (Row row : rows) {
                if (row.mode().equals(mode.getKey())) {
                    page.append(row.line(ours(rows, row))).append('\n');
                }
            }
        }
        page.append(growth(rows));
        contestants.stream()
                .filter(one -> one.refused() != null)
                .forEach(one -> page.append("\n%s was not measured: %s.\n".formatted(one.name(), one.refused())));
        return page.toString();
    }

    private static Row ours(List<Row> rows, Row beside) {
        return rows.stream()
                .filter(row -> row.size().equals(beside.size()) && row.mode().equals(beside.mode()))
                .filter(row -> row.name().equals("Nextbest"))
                .findFirst()
                .orElse(beside);
    }

    /** How much longer each takes on ten times the customers. */
    private String growth(List<Row> rows) {
        if (!sizes.containsAll(List.of("1m", "10m"))) {
            return "";
        }
        String lines = rows.stream()
                .filter(row -> row.size().equals("10m"))
                .flatMap(large -> rows.stream()
                        .filter(small -> small.size().equals("1m"))
                        .filter(small -> small.mode().equals(large.mode())
                                && small.name().equals(large.name()))
                        .map(small -> String.format(
                                Locale.ROOT,
                                "| %s | %s | %.1f | %.1f |",
                                large.mode(),
                                large.name(),
                                large.seconds() / small.seconds(),
                                large.peakMiB() / small.peakMiB())))
                .collect(Collectors.joining("\n"));
        return "\n## Growth from 1 million to 10 million\n\n| task | library | time | memory |\n"
                + "| --- | --- | --- | --- |\n"
                + lines
                + "\n";
    }
}
