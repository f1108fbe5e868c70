package io.nextbest.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextbest bench workbook}: measures and writes {@code docs/results/workbook.md}. */
@Command(
        name = "workbook",
        description = "Measures the training from a workbook, whole processes, beside the same in pandas;"
                + " writes docs/results/workbook.md.",
        mixinStandardHelpOptions = true)
final class WorkbookBenchCommand implements Callable<Integer> {

    private static final int MOST_RUNS = 99;

    private final Clock clock = Clock.systemUTC();

    @Option(names = "--workbook", description = "The file to train from; default: ${DEFAULT-VALUE}.")
    private Path workbook = Path.of("data", "Online Retail.xlsx");

    @Option(
            names = "--python",
            description = "A Python 3 with pandas, openpyxl and scikit-learn to run beside ours, in turn;"
                    + " without it ours runs alone.")
    private @Nullable Path python;

    @Option(names = "--runs", description = "Runs of each, 1 to 99; default: ${DEFAULT-VALUE}.")
    private int runs = 5;

    @Option(names = "--out", description = "Where to write the page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs", "results", "workbook.md");

    @Override
    public Integer call() throws IOException, InterruptedException {
        String refusal = refusal();
        if (!refusal.isEmpty()) {
            System.err.println("nextbest: " + refusal);
            return 1;
        }
        Path folder = Files.createTempDirectory("nextbest-bench-workbook");
        try {
            var settings = new WorkbookBench.Settings(workbook, command(), python, runs);
            var result = new WorkbookBench(settings, folder, line -> System.err.println("bench: " + line)).run();
            String page = WorkbookPage.of(
                    result,
                    "Written by `./nextbest bench workbook%s --runs %d` on %s."
                            .formatted(
                                    python == null ? "" : " --python " + python.getFileName(),
                                    runs,
                                    BenchPage.origin(clock)));
            BenchPage.publish(page, out);
            return 0;
        } finally {
            BenchPage.delete(folder);
        }
    }

    private String refusal() throws IOException, InterruptedException {
        if (!Files.isReadable(workbook)) {
            return "%s cannot be read; name a workbook by --workbook.".formatted(workbook);
        }
        if (runs < 1 || runs > MOST_RUNS) {
            return "--runs must be 1 to %d.".formatted(MOST_RUNS);
        }
        if (!MeasuredProcess.missing().isEmpty()) {
            return MeasuredProcess.missing();
        }
        return python == null ? "" : missing(python);
    }

    /** What this Python lacks, or nothing. */
    static String missing(Path python) throws IOException, InterruptedException {
        try {
            Process tried = new ProcessBuilder(python.toString(), "-c", "import pandas, openpyxl, sklearn")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(tried.getInputStream().readAllBytes()).strip();
            return tried.waitFor() == 0
                    ? ""
                    : "%s cannot run the pandas pipeline (%s); install pandas, openpyxl and scikit-learn."
                            .formatted(python, said.substring(said.lastIndexOf('\n') + 1));
        } catch (IOException e) {
            return "%s cannot be started (%s); name a Python 3 by --python.".formatted(python, e.getMessage());
        }
    }

    /** The start script where it is, else this process's own Java and class path. */
    private static List<String> command() {
        Path script = Path.of(System.getProperty("project.folder", "."), "nextbest");
        if (Files.isExecutable(script)) {
            return List.of(script.toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.nextbest.cli.NextbestCommand");
    }
}
