package io.nextbest.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

    @Option(names = "--data", description = "Folder with the data sets; default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("..", "shared", "data");

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
        return 0;
    }

    /** One JSON object, ids as members. */
    static String object(SequencedMap<String, Figure> figures) {
        return figures.entrySet().stream()
                .map(one -> "\"" + one.getKey() + "\": " + one.getValue().json())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String lines(SequencedMap<String, Figure> figures) {
        return figures.entrySet().stream()
                .map(one -> String.format(
                        Locale.ROOT,
                        "%-18s %14s  %s",
                        one.getKey(),
                        one.getValue().value() == null
                                ? "refused"
                                : String.format(
                                        Locale.ROOT, "%.4f", one.getValue().value()),
                        one.getValue().verdict()))
                .collect(Collectors.joining("\n"));
    }
}
