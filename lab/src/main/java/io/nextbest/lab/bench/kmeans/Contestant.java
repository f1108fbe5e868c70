package io.nextbest.lab.bench.kmeans;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A library in a process of its own.
 *
 * @param command what starts it, up to the arguments file, mode and number of fits
 * @param modes what it can do
 * @param mostRows the largest table that it is asked to take
 * @param refused why it is not asked at all, null if it is
 */
record Contestant(
        String name,
        List<String> command,
        List<String> modes,
        int mostRows,
        @Nullable String refused) {

    private static final long MOST_MINUTES = 10;

    /** What one process said. */
    record Said(List<Double> seconds, double[][] centers, double peakMiB) {}

    static Contestant ours(boolean vectors) {
        List<String> command = new ArrayList<>(java("-XX:+UseSerialGC", "-Xmn40m"));
        if (vectors) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), KMeansRun.class.getName()));
        String name = vectors ? "Nextbest" : "Nextbest without the vector module";
        List<String> modes = vectors ? List.of("fixed", "one", "ten", "sorted") : List.of("fixed", "ten");
        return new Contestant(name, command, modes, Integer.MAX_VALUE, null);
    }

    static Contestant smile() {
        List<String> command = new ArrayList<>(java("-Xmx6g", "-XX:+UseParallelGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), KMeansRun.class.getName()));
        return new Contestant("Smile 2.6.0", command, List.of("one", "ten"), 1_000_000, null);
    }

    static Contestant elki(Path project) {
        Path built = project.resolve("peers/target");
        List<String> command = new ArrayList<>(java("-Xmx8g", "-XX:+UseParallelGC"));
        command.addAll(List.of("-cp", built + "/peers-0.1.0.jar:" + built + "/lib/*", "io.nextbest.peers.ElkiKMeans"));
        boolean there = Files.isDirectory(built.resolve("lib"));
        return new Contestant(
                "ELKI 0.8.0 ParallelLloyd",
                command,
                List.of("fixed", "one"),
                Integer.MAX_VALUE,
                there ? null : "not built: mvn -Ppeers -pl peers package");
    }

    static Contestant scikitLearn(Path python, Path script) throws InterruptedException {
        List<String> command = List.of(python.toString(), script.toString());
        String refused = null;
        try {
            var ask = new ProcessBuilder(python.toString(), "-c", "import sklearn")
                    .redirectErrorStream(true)
                    .start();
            ask.getInputStream().readAllBytes();
            refused = ask.waitFor() == 0 ? null : "%s has no scikit-learn".formatted(python);
        } catch (IOException e) {
            refused = "%s does not start".formatted(python);
        }
        return new Contestant("scikit-learn", command, List.of("fixed", "one", "ten"), Integer.MAX_VALUE, refused);
    }

    private static List<String> java(String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        return command;
    }

    boolean takes(String mode, int rows) {
        return refused == null && modes.contains(mode) && rows <= mostRows;
    }

    /** In MiB: the points, a quarter of them again, and 96 for what does not grow with them. */
    private static long ourHeap(Path file) throws IOException {
        return Files.size(file) * 5 / 4 / (1 << 20) + 96;
    }

    Said run(Path file, String mode, int fits) throws IOException, InterruptedException {
        List<String> full = new ArrayList<>(command);
        if (name.startsWith("Nextbest")) {
            full.add(1, "-Xmx%dm".formatted(ourHeap(file)));
        }
        full.add(file.toString());
        if (command.getLast().equals(KMeansRun.class.getName())) {
            full.add(name.startsWith("Smile") ? "smile" : "ours");
        }
        full.addAll(List.of(mode, Integer.toString(fits)));
        Process process = new ProcessBuilder(full)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("%s failed at %s of %s".formatted(name, mode, file.getFileName()));
        }
        return read(said);
    }

    private static Said read(String said) {
        List<Double> seconds = said.lines()
                .filter(line -> line.startsWith("fit "))
                .map(line -> Double.parseDouble(line.split(" ")[1]))
                .toList();
        double[] flat = said.lines()
                .filter(line -> line.startsWith("centers "))
                .flatMapToDouble(
                        line -> Arrays.stream(line.substring(8).split(" ")).mapToDouble(Double::parseDouble))
                .toArray();
        double[][] centers = new double[flat.length / PointsFile.COLUMNS][];
        for (int c = 0; c < centers.length; c++) {
            centers[c] = Arrays.copyOfRange(flat, c * PointsFile.COLUMNS, (c + 1) * PointsFile.COLUMNS);
        }
        double peak = said.lines()
                .filter(line -> line.startsWith("peak "))
                .mapToDouble(line -> Double.parseDouble(line.substring(5)))
                .findFirst()
                .orElse(Double.NaN);
        return new Said(seconds, centers, peak);
    }
}
