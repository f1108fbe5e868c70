package io.nextbest.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextbest lab NAME}: runs one experiment and prints its figures under their ids. */
@Command(
        name = "lab",
        description = "Runs one experiment on real data and prints its figures; 'lab list' names them.",
        mixinStandardHelpOptions = true)
public final class LabCommand implements Callable<Integer> {

    private static final List<Experiment> EXPERIMENTS = List.of(new SegmentationExperiment());

    @Parameters(paramLabel = "NAME", description = "Name of the experiment, or 'list'.")
    private String name = "list";

    @Option(
            names = "--data",
            description =
                    "Folder with the data sets (default ${DEFAULT-VALUE}); the shipped workbook does for its year.")
    private Path data = Path.of("..", "shared", "data");

    @Option(names = "--out", description = "Also writes the figures as a page, docs/results/NAME.md for instance.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Prints one JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (name.equals("list")) {
            EXPERIMENTS.forEach(one -> System.out.println(one.name() + "  " + one.question()));
            return 0;
        }
        Optional<Experiment> found =
                EXPERIMENTS.stream().filter(one -> one.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            System.err.println("nextbest: no experiment is called %s; 'nextbest lab list' names them.".formatted(name));
            return 2;
        }
        SequencedMap<String, Figure> figures = found.get().run(data);
        System.out.println(json ? object(figures) : lines(figures));
        if (out != null) {
            Files.createDirectories(out.toAbsolutePath().getParent());
            Files.writeString(out, page(found.get(), figures));
        }
        return 0;
    }

    /** One JSON object, ids as members. */
    static String object(SequencedMap<String, Figure> figures) {
        return figures.entrySet().stream()
                .map(one -> "\"" + one.getKey() + "\": " + one.getValue().json())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The figures as a page for {@code docs/results/}. */
    static String page(Experiment experiment, SequencedMap<String, Figure> figures) {
        return figures.entrySet().stream()
                .map(one -> "| %s | %s | %s | %d | %s |"
                        .formatted(
                                one.getKey(),
                                text(one.getValue()),
                                interval(one.getValue()),
                                one.getValue().rows(),
                                one.getValue().verdict()))
                .collect(Collectors.joining(
                        "\n",
                        "# Lab: %s\n\n%s Run again with `./nextbest lab %s --data DIR`.\n\n"
                                        .formatted(experiment.name(), experiment.question(), experiment.name())
                                + "| figure | value | 95 % interval | rows | says |\n| --- | --- | --- | --- | --- |\n",
                        "\n"));
    }

    private static String text(Figure figure) {
        Double value = figure.value();
        if (value == null) {
            return "refused";
        }
        boolean whole = Math.rint(value) == value && Math.abs(value) < 1e12;
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.4f", value);
    }

    private static String interval(Figure figure) {
        return figure.low() == null || figure.high() == null
                ? ""
                : String.format(Locale.ROOT, "%.4f to %.4f", figure.low(), figure.high());
    }

    private static String lines(SequencedMap<String, Figure> figures) {
        return figures.entrySet().stream()
                .map(one -> "%-30s %10s  %s"
                        .formatted(
                                one.getKey(),
                                text(one.getValue()),
                                one.getValue().verdict()))
                .collect(Collectors.joining("\n"));
    }
}
