package io.nextbest.lab.bench.kmeans;

import io.nextbest.models.clustering.KMeans;
import io.nextbest.models.clustering.Points;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import smile.clustering.PartitionClustering;
import smile.math.MathEx;

/**
 * Our engine, or Smile, on a file of points, in a process of its own. Prints {@code fit SECONDS ITERATIONS} for each
 * fit, then {@code centers} of the last and {@code peak MIB}. Reading the file is not part of a fit; sorting points
 * into boxes is, but for {@code sorted}, which times the iterations after it.
 */
public final class KMeansRun {

    private static final long SEED = 42;
    private static final int WARM_UP = 60;

    private KMeansRun() {}

    /** @param args file, {@code ours} or {@code smile}, mode, number of fits */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        double[][] columns = PointsFile.read(file);
        double[][] start = PointsFile.rows(PointsFile.read(PointsFile.centersOf(file)));
        // more than the sample, so that what only large tables go through is warm as well
        double[][] few = Arrays.stream(columns)
                .map(column -> Arrays.copyOf(column, Math.min(column.length, 200_000)))
                .toArray(double[][]::new);
        boolean ours = args[1].equals("ours");
        Function<double[][], Function<Integer, Fit>> prepare =
                ours ? table -> ours(table, start, args[2]) : table -> smile(table, args[2]);
        Function<Integer, Fit> small = prepare.apply(few);
        for (int i = 0; i < WARM_UP; i++) {
            var ignored = small.apply(i);
        }
        Function<Integer, Fit> large = prepare.apply(columns);
        Fit last = new Fit(start, 0);
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            if (args[2].equals("ten") && ours && i > 0) {
                PointsFile.read(file, columns); // as they were: a fit through boxes sorts them
            }
            long before = System.nanoTime();
            last = large.apply(i);
            System.out.println("fit " + (System.nanoTime() - before) / 1e9 + " " + last.iterations());
        }
        System.out.println("centers "
                + Arrays.stream(last.centers())
                        .flatMapToDouble(Arrays::stream)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(" ")));
        System.out.println("peak " + peak());
    }

    private record Fit(double[][] centers, int iterations) {}

    private static Function<Integer, Fit> ours(double[][] columns, double[][] start, String mode) {
        Points points = Points.ofColumns(columns).handedOver();
        if (mode.equals("sorted")) {
            KMeans.Sorted sorted = KMeans.sorted(points);
            return i -> fit(sorted.from(start, settings(1, 20, 0)));
        }
        return switch (mode) {
            case "fixed" -> i -> fit(KMeans.from(points, start, settings(1, 20, 0)));
            case "one" -> i -> fit(KMeans.fit(points, settings(1, 1_000, 0)));
            case "ten" -> i -> fit(KMeans.fit(points, settings(10, 1_000, 0)));
            default -> throw new IllegalArgumentException(mode);
        };
    }

    private static KMeans.Settings settings(int starts, int iterations, double tolerance) {
        return new KMeans.Settings(PointsFile.CLUSTERS, starts, iterations, tolerance, SEED);
    }

    private static Fit fit(KMeans.Fit fit) {
        return new Fit(fit.centers(), fit.iterations());
    }

    private static Function<Integer, Fit> smile(double[][] columns, String mode) {
        double[][] rows = PointsFile.rows(columns);
        int starts = mode.equals("ten") ? 10 : 1;
        return i -> {
            MathEx.setSeed(SEED);
            return new Fit(
                    PartitionClustering.run(starts, () -> smile.clustering.KMeans.fit(rows, PointsFile.CLUSTERS))
                            .centroids,
                    0);
        };
    }

    private static double peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
