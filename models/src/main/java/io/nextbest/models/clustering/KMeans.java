package io.nextbest.models.clustering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Exact k-means over large tables: Lloyd's iterations over all points in double precision.
 *
 * <p>Each start is chosen by k-means++ on a sample and first iterated on that sample; from where it stands still there
 * the iterations go on over all points, so that few of them are needed. Starts that stand at the same centres on the
 * sample would take the same way and take it once. Several ways over a large table go through a copy of it sorted into
 * boxes, most of which are added as one. The best start is the one with the least inertia over all points.
 *
 * <p>A cluster that loses its last point moves to the point that is then farthest from its nearest centre.
 *
 * <p>Time O(n·k·d) per iteration, shared by the cores, and far less through the boxes, whose making is O(n·log n).
 * Memory beside the points is independent of n, but for the boxes: a tenth of the points, and a copy of
 * them unless they were {@link Points#handedOver handed over}. The same points,
 * settings and kind of processor give the same centres, however many cores there are. Safe to use from many threads.
 *
 * <p>Source: Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982; Arthur
 * and Vassilvitskii, "k-means++", SODA 2007; starts refined on a sample: Bradley and Fayyad, "Refining Initial Points
 * for K-Means Clustering", ICML 1998.
 */
public final class KMeans {

    /** Enough for k-means++ to see every cluster of 0.1 % a hundred times over. */
    private static final int SAMPLE = 1 << 17;

    private KMeans() {}

    /**
     * @param clusters k, at least 1
     * @param starts random starts of which the best is kept, at least 1
     * @param mostIterations over all points, at least 1
     * @param tolerance iterations end when the squared moves of all centres together are at most this share of the
     *     columns' mean variance; 0 goes on until no centre moves. scikit-learn's default is 1e-4
     * @param seed of every random choice
     */
    public record Settings(int clusters, int starts, int mostIterations, double tolerance, long seed) {

        public Settings {
            require(clusters >= 1, "at least one cluster is needed, got " + clusters);
            require(starts >= 1, "at least one start is needed, got " + starts);
            require(mostIterations >= 1, "at least one iteration is needed, got " + mostIterations);
            require(tolerance >= 0 && Double.isFinite(tolerance), "the tolerance must be at least 0");
        }
    }

    /**
     * @param centers one row per cluster
     * @param inertia sum of the squared distances of all points to their nearest centres
     * @param iterations over all points that the best start took
     * @param runs how many different starts were iterated over all points
     */
    public record Fit(double[][] centers, double inertia, int iterations, int runs) {}

    /**
     * The best of several starts.
     *
     * @throws IllegalArgumentException if there are fewer than k different points
     */
    public static Fit fit(Points points, Settings settings) {
        require(
                points.hasDifferent(settings.clusters()),
                "%d clusters need as many different points".formatted(settings.clusters()));
        var random = new SplittableRandom(settings.seed());
        Points sample = points.sample(SAMPLE, random);
        var onSample = new Lloyd(sample, settings, new WholeTable(sample, Pass.fastest(sample)));
        List<double[]> starts = new ArrayList<>();
        for (int start = 0; start < settings.starts(); start++) {
            double[] seeds = Seeding.choose(sample, settings.clusters(), random.split());
            double[] stands = sample == points ? seeds : onSample.run(seeds).centers();
            if (starts.stream().noneMatch(before -> Arrays.equals(before, ordered(stands, points.dimensions())))) {
                starts.add(ordered(stands, points.dimensions()));
            }
        }
        Sums table = starts.size() > 1 && sample != points
                ? sorted(points).boxes
                : new WholeTable(points, Pass.fastest(points));
        var lloyd = new Lloyd(points, settings, table);
        Lloyd.Stand best = lloyd.run(starts.getFirst());
        for (double[] start : starts.subList(1, starts.size())) {
            Lloyd.Stand next = lloyd.run(start);
            best = next.inertia() < best.inertia() ? next : best;
        }
        return new Fit(rows(best.centers(), points.dimensions()), best.inertia(), best.iterations(), starts.size());
    }

    /**
     * Lloyd's iterations from given centres.
     *
     * @param centers k rows, at least one, each as long as a point, every number finite
     * @param settings only its iterations and tolerance count
     * @throws IllegalArgumentException if the centres are not such
     */
    public static Fit from(Points points, double[][] centers, Settings settings) {
        require(
                Arrays.stream(centers).allMatch(row -> row.length == points.dimensions()),
                "a centre has not as many numbers as a point");
        Lloyd.Stand stand =
                new Lloyd(points, settings, new WholeTable(points, Pass.fastest(points))).run(flat(centers));
        return new Fit(rows(stand.centers(), points.dimensions()), stand.inertia(), stand.iterations(), 1);
    }

    /**
     * A copy of the points sorted into boxes, for many fits to the same points: each iteration then reads only the
     * points near a border between centres.
     */
    public static final class Sorted {

        private final Points points;
        private final Boxes boxes;

        private Sorted(Points points) {
            this.points = points;
            this.boxes = new Boxes(points, Pass.fastest(points));
        }

        /** As {@link KMeans#from}. */
        public Fit from(double[][] centers, Settings settings) {
            require(
                    Arrays.stream(centers).allMatch(row -> row.length == points.dimensions()),
                    "a centre has not as many numbers as a point");
            Lloyd.Stand stand = new Lloyd(points, settings, boxes).run(flat(centers));
            return new Fit(rows(stand.centers(), points.dimensions()), stand.inertia(), stand.iterations(), 1);
        }
    }

    /** Sorts a copy of the points; takes as long as some ten iterations over them. */
    public static Sorted sorted(Points points) {
        return new Sorted(points);
    }

    /** Sum of the squared distances of all points to their nearest centres. */
    public static double inertia(Points points, double[][] centers) {
        require(
                Arrays.stream(centers).allMatch(row -> row.length == points.dimensions()),
                "a centre has not as many numbers as a point");
        return new WholeTable(points, Pass.fastest(points)).inertia(flat(centers));
    }

    private static double[] flat(double[][] rows) {
        require(rows.length >= 1, "at least one centre is needed");
        double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        require(Arrays.stream(flat).allMatch(Double::isFinite), "a number of a centre is not finite");
        return flat;
    }

    private static double[][] rows(double[] flat, int dimensions) {
        double[][] rows = new double[flat.length / dimensions][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = Arrays.copyOfRange(flat, c * dimensions, (c + 1) * dimensions);
        }
        return rows;
    }

    /** The same centres in an order of their own, so that equal sets are equal arrays. */
    private static double[] ordered(double[] flat, int dimensions) {
        double[][] rows = rows(flat, dimensions);
        Arrays.sort(rows, Arrays::compare);
        return flat(rows);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
