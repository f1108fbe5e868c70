package io.nextbest.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextbest bench spark}: measures and writes {@code docs/results/spark.md}. */
@Command(
        name = "spark",
        description = "Trains from the same rows on one machine and on Apache Spark, whole processes, and compares the"
                + " segments; writes docs/results/spark.md.",
        mixinStandardHelpOptions = true)
final class SparkBenchCommand implements Callable<Integer> {

    private static final double LEAST_AGREEMENT = 0.99;
    private static final int MOST_CUSTOMERS = 10_000_000;

    private final Clock clock = Clock.systemUTC();

    @Option(names = "--data", description = "Folder with the data sets; default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("..", "shared", "data");

    @Option(names = "--customers", description = "Of a made table, 0 for none; default: ${DEFAULT-VALUE}.")
    private int customers = 1_000_000;

    @Option(names = "--out", description = "Where to write the page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs", "results", "spark.md");

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path rows = data.resolve("online-retail").resolve("online_retail.csv.gz");
        Path script = Path.of(System.getProperty("project.folder", "."), "nextbest");
        String refusal = refusal(rows, script);
        if (!refusal.isEmpty()) {
            System.err.println("nextbest: " + refusal);
            return 1;
        }
        Path folder = Files.createTempDirectory("nextbest-bench-spark");
        try {
            var runs =
                    new SparkBench(script, folder, line -> System.err.println("bench: " + line)).run(rows, customers);
            String page = page(
                    runs,
                    "Written by `./nextbest bench spark --customers %d` on %s."
                            .formatted(customers, BenchPage.origin(clock)));
            BenchPage.publish(page, out);
            return runs.stream().allMatch(SparkBenchCommand::agrees) ? 0 : 1;
        } catch (IOException e) { // a training that stopped says why
            System.err.println("nextbest: " + e.getMessage());
            return 1;
        } finally {
            BenchPage.delete(folder);
        }
    }

    private String refusal(Path rows, Path script) {
        if (!Files.isReadable(rows)) {
            return "%s cannot be read; name the folder that holds it by --data.".formatted(rows);
        }
        if (!Files.isExecutable(script)) {
            return "the Spark engine is built and started by ./nextbest in a source tree; run this there.";
        }
        if (customers < 0 || customers > MOST_CUSTOMERS) {
            return "--customers must be 0 to %d.".formatted(MOST_CUSTOMERS);
        }
        return MeasuredProcess.missing();
    }

    private static boolean agrees(SparkBench.Run run) {
        return run.engine().equals(SparkBench.ONE_MACHINE) || run.same().adjustedRandIndex() >= LEAST_AGREEMENT;
    }

    static String page(List<SparkBench.Run> runs, String made) {
        var page = new StringBuilder("# Bench: the training on Apache Spark\n\n")
                .append(made)
                .append("""
                 Whole processes, from launch to end, the files in the page cache, one run each after one of Spark \
                that is not counted; both with a heap of 3 GiB. Spark runs in one process on this machine's cores, \
                with ten starts, where the training of one machine makes thirty (parity) or fifty; no cluster was \
                measured. Of up to 200,000 customers Spark's time includes its own comparison with Smile (fifty starts).

                | input | model | engine | wall, s | CPU, s | peak, MiB | equal figures | adjusted Rand index |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (SparkBench.Run run : runs) {
            boolean spark = !run.engine().equals(SparkBench.ONE_MACHINE);
            page.append("| %s | %s | %s | %s |"
                    .formatted(
                            run.input(),
                            run.model(),
                            run.engine(),
                            run.process().line()));
            page.append(
                    spark
                            ? String.format(
                                    Locale.ROOT,
                                    " %,d of %,d | %.4f%s |\n",
                                    run.same().equal(),
                                    run.same().customers(),
                                    run.same().adjustedRandIndex(),
                                    agrees(run) ? "" : " **below %.2f**".formatted(LEAST_AGREEMENT))
                            : " | |\n");
        }
        return page.append("\nThe index compares every customer's segment by both artefacts; at least %.2f is asked."
                        .formatted(LEAST_AGREEMENT))
                .append(speeds(runs))
                .toString();
    }

    /** Spark's time by that of the one machine's training before it, least and most. */
    private static String speeds(List<SparkBench.Run> runs) {
        double one = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (SparkBench.Run run : runs) {
            if (run.engine().equals(SparkBench.ONE_MACHINE)) {
                one = run.process().wall();
            } else {
                least = Math.min(least, run.process().wall() / one);
                most = Math.max(most, run.process().wall() / one);
            }
        }
        return String.format(
                Locale.ROOT,
                " On these cores Spark takes %.1f to %.1f times the wall time of the training of one machine.%n",
                least,
                most);
    }
}
