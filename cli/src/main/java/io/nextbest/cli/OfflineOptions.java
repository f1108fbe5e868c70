package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.segmentation.SegmentationArtefact;
import io.nextbest.segmentation.ValueArtefact;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What {@code nextbest train segmentation --input FILE} may be told. */
final class OfflineOptions {

    private static final int MOST_CLUSTERS = 100;

    /** Numbers of segments where nobody gives one; 0 lets the data say. */
    private static final Map<String, Integer> USUAL = Map.of(
            SegmentationArtefact.PARITY,
            PlainTraining.CLUSTERS,
            SegmentationArtefact.STANDARD,
            0,
            ValueArtefact.VALUE,
            8);

    private static final Set<String> WITH_INPUT =
            Set.of("--out", "--model", "--clusters", "--engine", "--zone", "--encoding", "--date-format", "--repeat");

    private static final Set<String> WITHOUT_INPUT = Set.of("--host", "--port-base", "--no-activate");

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Train segmentation from this .xlsx, .csv or .csv.gz alone, into --out; asks no service.")
    private @Nullable Path input;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "With --input: folder of kmeans_model.json, scaler.json, segment_profiles.json and"
                    + " rfm_table.csv, or value_model.json and value_table.csv (default models).")
    private @Nullable Path out;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "With --input: parity (raw figures, as the older system), standard (logarithms) or value"
                    + " (bands of what the next 26 weeks should bring); default parity.")
    private String model = SegmentationArtefact.PARITY;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "With --input: number of segments; default 5 of parity, 8 of value, of standard what the"
                    + " data say.")
    private @Nullable Integer clusters;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "With --input: smile, for what fits one machine (default); spark for more.")
    private String engine = "smile";

    @Mixin
    private final ReadingOptions reading = new ReadingOptions();

    @Option(names = "--repeat", hidden = true, description = "Train so many times in one process, to measure.")
    private int repeat = 1;

    /**
     * Whether a file is to be trained from.
     *
     * @throws ParameterException if another option makes no sense then, or only then
     */
    boolean areWanted(CommandLine command) {
        for (OptionSpec given : command.getParseResult().matchedOptions()) {
            if (input == null && WITH_INPUT.contains(given.longestName())) {
                throw usage(
                        command,
                        "%s goes only with --input, the file to train from; services train as they are set."
                                .formatted(given.longestName()));
            }
            if (input != null && WITHOUT_INPUT.contains(given.longestName())) {
                throw usage(
                        command,
                        "%s goes only without --input: training from a file asks no service."
                                .formatted(given.longestName()));
            }
        }
        return input != null;
    }

    int train(CommandLine command, @Nullable String agent, boolean json) {
        Path file = Objects.requireNonNull(input, "areWanted");
        if (agent != null && !agent.equals("segmentation")) {
            throw usage(command, "Only segmentation trains from a file: nextbest train segmentation --input FILE.");
        }
        Integer usual = USUAL.get(model);
        if (usual == null) {
            throw usage(
                    command, "There is no model \"%s\"; the models are parity, standard and value.".formatted(model));
        }
        if (engine.equals("spark")) {
            throw usage(
                    command,
                    "The engine spark is built and started by ./nextbest in a source tree, where the words begin with"
                            + " train segmentation; here is smile.");
        }
        if (!engine.equals("smile")) {
            throw usage(command, "There is no engine \"%s\"; the engines are smile and spark.".formatted(engine));
        }
        if (repeat < 1) {
            throw usage(command, "--repeat must be at least 1.");
        }
        int wanted = clusters != null ? clusters : usual;
        if (clusters != null && (clusters < 2 || clusters > MOST_CLUSTERS)) {
            throw usage(command, "--clusters must be 2 to %d.".formatted(MOST_CLUSTERS));
        }
        Path folder = out == null ? PlainTraining.OUT : out;
        ImportSettings settings = reading.settings(command, file, ImportSettings.DEFAULT_CURRENCY);
        var order = new OfflineTraining.Order(settings, folder, model, wanted);
        PrintWriter printed = command.getOut();
        for (int run = 0; run < repeat; run++) {
            OfflineTraining.Report report = new OfflineTraining(order).run();
            if (json) {
                printed.println(report.json());
            } else {
                printed.println(report.title(order));
                report.lines().forEach(printed::println);
            }
        }
        printed.flush();
        return 0;
    }

    private static ParameterException usage(CommandLine command, String message) {
        return new ParameterException(command, message);
    }
}
