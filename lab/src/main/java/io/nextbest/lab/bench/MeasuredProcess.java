package io.nextbest.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A process run to its end.
 *
 * @param wall seconds from launch to end
 * @param cpu seconds of all its threads, in user and system mode
 * @param peakMiB the most memory that was resident
 * @param output what it printed
 */
record MeasuredProcess(double wall, double cpu, double peakMiB, String output) {

    private static final Path TIME = Path.of("/usr/bin/time");

    /** Why nothing can be measured here, or empty. */
    static String missing() {
        return Files.isExecutable(TIME) ? "" : "GNU time is needed at %s (package \"time\").".formatted(TIME);
    }

    /** @throws IOException if it fails; the message holds what it printed last */
    static MeasuredProcess run(List<String> command, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        Path figures = Files.createTempFile(folder, "time", ".txt");
        Path printed = Files.createTempFile(folder, "output", ".txt");
        List<String> timed = new ArrayList<>(List.of(TIME.toString(), "-f", "%U %S %M", "-o", figures.toString()));
        timed.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(timed).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        long started = System.nanoTime();
        int code = builder.start().waitFor();
        double wall = (System.nanoTime() - started) / 1e9;
        String output = Files.readString(printed, StandardCharsets.UTF_8);
        if (code != 0) {
            throw new IOException("%s stopped with %d: %s".formatted(command.getFirst(), code, output.strip()));
        }
        String[] figure = Files.readString(figures).strip().split(" ");
        Files.delete(figures);
        Files.delete(printed);
        return new MeasuredProcess(
                wall,
                Double.parseDouble(figure[0]) + Double.parseDouble(figure[1]),
                Double.parseDouble(figure[2]) / 1024,
                output);
    }

    /** The middle of several runs, figure by figure. */
    static MeasuredProcess median(List<MeasuredProcess> runs) {
        return new MeasuredProcess(
                middle(runs.stream().mapToDouble(MeasuredProcess::wall).toArray()),
                middle(runs.stream().mapToDouble(MeasuredProcess::cpu).toArray()),
                middle(runs.stream().mapToDouble(MeasuredProcess::peakMiB).toArray()),
                runs.getLast().output());
    }

    static double middle(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** A number of the flat JSON object that it printed. */
    double figure(String member) {
        int from = output.lastIndexOf("\"" + member + "\":") + member.length() + 3;
        int to = from;
        while (to < output.length() && ",}] \n".indexOf(output.charAt(to)) < 0 || to == from) {
            to++;
        }
        return Double.parseDouble(output.substring(from, to).strip());
    }

    String line() {
        return String.format(Locale.ROOT, "%.2f | %.2f | %.0f", wall, cpu, peakMiB);
    }
}
