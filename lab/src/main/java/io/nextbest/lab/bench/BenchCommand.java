package io.nextbest.lab.bench;

import io.nextbest.lab.bench.kmeans.KMeansBenchCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextbest bench}: measures and writes {@code docs/results/bench.md}. */
@Command(
        name = "bench",
        description =
                "Measures start, import, training, decisions under load and memory; writes docs/results/bench.md.",
        subcommands = {
            KMeansBenchCommand.class,
            SegmentationBatchCommand.class,
            SegmentationCommand.class,
            SparkBenchCommand.class,
            WorkbookBenchCommand.class
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    /** Where the demo's clock stands: one hour and more after the last invoice of the shipped workbook. */
    private static final Instant DATA_END = Instant.parse("2011-12-10T12:50:00Z");

    private final Clock clock = Clock.systemUTC();

    @Option(names = "--workbook", description = "The file to import; default: ${DEFAULT-VALUE}.")
    private Path workbook = Path.of("data", "Online Retail.xlsx");

    @Option(names = "--seconds", description = "Length of one load run, 1 to 60; default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(
            names = "--warm-up",
            description = "Seconds of load before the first run, 0 to 300; default: ${DEFAULT-VALUE}.")
    private int warmUp = 60;

    @Option(names = "--out", description = "Where to write the page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs", "results", "bench.md");

    @Option(names = "--reference", description = "A URL on the loopback to load beside ours, in turn.")
    private @Nullable URI reference;

    @Option(names = "--reference-body", description = "What to POST to it; default: ${DEFAULT-VALUE}.")
    private String referenceBody = "{\"customer_id\":\"12347\"}";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(workbook)) {
            System.err.println("nextbest: %s cannot be read; name a workbook by --workbook.".formatted(workbook));
            return 1;
        }
        if (seconds < 1 || seconds > 60 || warmUp < 0 || warmUp > 300) {
            System.err.println("nextbest: --seconds must be 1 to 60, --warm-up 0 to 300.");
            return 2;
        }
        String offset = Duration.between(clock.instant(), DATA_END).toString();
        var options = new Bench.BenchOptions(workbook, offset, seconds, warmUp, reference, referenceBody);
        var result = new Bench(options, line -> System.err.println("bench: " + line)).run();
        BenchPage.publish(result.markdown("./nextbest bench --warm-up " + warmUp, BenchPage.origin(clock)), out);
        return 0;
    }
}
