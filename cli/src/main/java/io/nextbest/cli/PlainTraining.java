package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.segmentation.SegmentationArtefact;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code nextbest train segmentation --input FILE --out DIR}, and nothing else, without reading the whole command
 * line's annotations: that takes a fifth of the time of such a training. Any other words are left to {@link
 * OfflineOptions}, which says the same.
 *
 * @param json whether one JSON object is wanted
 */
record PlainTraining(OfflineTraining.Order order, boolean json) {

    static final int CLUSTERS = 5;
    static final Path OUT = Path.of("models");

    /** Empty if the words say anything else, or anything wrong. */
    static Optional<PlainTraining> of(String... words) {
        if (words.length < 4 || !List.of(words).subList(0, 2).equals(List.of("train", "segmentation"))) {
            return Optional.empty();
        }
        String input = "";
        String out = "";
        boolean json = false;
        for (int i = 2; i < words.length; i++) {
            boolean hasValue = i + 1 < words.length && !words[i + 1].startsWith("-");
            if (words[i].equals("--input") && hasValue && input.isEmpty()) {
                input = words[++i];
            } else if (words[i].equals("--out") && hasValue && out.isEmpty()) {
                out = words[++i];
            } else if (words[i].equals("--json") && !json) {
                json = true;
            } else {
                return Optional.empty();
            }
        }
        if (input.isEmpty()) {
            return Optional.empty();
        }
        try {
            ImportSettings settings = ImportSettings.of(Path.of(input));
            Path folder = out.isEmpty() ? OUT : Path.of(out);
            return Optional.of(new PlainTraining(
                    new OfflineTraining.Order(settings, folder, SegmentationArtefact.PARITY, CLUSTERS), json));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Trains and says so; the exit code. */
    int run() {
        try {
            print(System.out);
            return 0;
        } catch (RuntimeException e) {
            System.err.println("nextbest: " + NextbestCommand.sentence(e));
            if (System.getenv("NEXTBEST_DEBUG") != null) {
                e.printStackTrace();
            }
            return 1;
        }
    }

    private void print(PrintStream printed) {
        OfflineTraining.Report report = new OfflineTraining(order).run();
        if (json) {
            printed.println(report.json());
        } else {
            printed.println(report.title(order));
            report.lines().forEach(printed::println);
        }
    }
}
