package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.segmentation.SegmentationArtefact;
import io.nextbest.segmentation.ValueArtefact;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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

    @Option(names = "--zone", description = "With --input: zone of times without one (default Europe/London).")
    private @Nullable ZoneId zone;

    @Option(names = "--encoding", description = "With --input: encoding of CSV text (default UTF-8).")
    private @Nullable Charset encoding;

    @Option(
            names = "--date-format",
            paramLabel = "PATTERN",
            description = "With --input: pattern of dates written as text (default ISO 8601).")
    private @Nullable String dateFormat;

    @Option(names = "--repeat", hidden = true, description = "Train so many times in one process, to measure.")
    private int repeat = 1;

    boolean areGiven() {
        return input != null || out != null;
    }

    int train(CommandLine command, @Nullable String agent, boolean json) {
        Path file = input;
        if (file == null) {
            throw usage(command, "--out needs --input: the file to train from.");
        }
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
                    command, "The engine spark is built and started by ./nextbest in a source tree; here is smile.");
        }
        if (!engine.equals("smile")) {
            throw usage(command, "There is no engine \"%s\"; the engines are smile and spark.".formatted(engine));
        }
        int wanted = clusters != null ? clusters : usual;
        if (clusters != null && (clusters < 2 || clusters > MOST_CLUSTERS)) {
            throw usage(command, "--clusters must be 2 to %d.".formatted(MOST_CLUSTERS));
        }
        Path folder = out == null ? PlainTraining.OUT : out;
        var order = new OfflineTraining.Order(settings(command, file), folder, model, wanted);
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

    private ImportSettings settings(CommandLine command, Path file) {
        return new ImportSettings(
                file,
                zone == null ? ImportSettings.DEFAULT_ZONE : zone,
                ImportSettings.DEFAULT_CURRENCY,
                encoding == null ? StandardCharsets.UTF_8 : encoding,
                dateFormat == null ? null : formatter(command, dateFormat));
    }

    private static DateTimeFormatter formatter(CommandLine command, String pattern) {
        try {
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw usage(command, "\"%s\" is not a date pattern; for example 'M/d/yyyy H:mm'.".formatted(pattern));
        }
    }

    private static ParameterException usage(CommandLine command, String message) {
        return new ParameterException(command, message);
    }
}
