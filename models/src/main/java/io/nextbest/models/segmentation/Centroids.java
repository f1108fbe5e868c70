package io.nextbest.models.segmentation;

import io.nextbest.models.clustering.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import smile.clustering.KMeans;
import smile.clustering.PartitionClustering;
import smile.math.MathEx;

/**
 * The centres of k clusters, each the mean of the points nearest to it.
 *
 * <p>Fitting minimises the inertia, the sum of the squared distances of all points to their centres, by k-means++
 * starts and Lloyd's iterations; the best of the starts is then improved by Hartigan's exchanges of single points and
 * iterated until no point changes its cluster, so that the result is a fixed point and equal points, order and seed
 * give equal centres. Clusters are numbered by size, the biggest first, so that numbers survive a refit as long as the
 * sizes keep their order.
 *
 * <p>More than 100,000 points go through {@link io.nextbest.models.clustering.KMeans}, on all cores, until no centre
 * moves, and without the exchanges.
 *
 * <p>Time O(n·k·d) per iteration and start. Immutable; safe to share between threads. Smile's seed is a static of the
 * library, so fits exclude one another.
 *
 * <p>Source: Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982; Arthur
 * and Vassilvitskii, "k-means++", SODA 2007; Hartigan,
 * "Clustering Algorithms", 1975, chapter 4; Telgarsky and Vattani, "Hartigan's Method: k-means Clustering without
 * Voronoi", AISTATS 2010; Smile 2.6.0.
 */
public final class Centroids {

    private static final int MOST_ITERATIONS = 200;
    private static final int MOST_SETTLING = 10_000;
    private static final double TOLERANCE = 1e-9;

    /** Up to so many points Smile and the exchanges are quick; beyond, the engine for large tables fits. */
    static final int SMALL = 100_000;

    private final double[][] centers;

    /**
     * @param centers at least two rows of one length, every number finite
     * @throws IllegalArgumentException otherwise
     */
    public Centroids(double[][] centers) {
        require(centers.length >= 2, "at least two clusters are needed, got " + centers.length);
        for (double[] center : centers) {
            require(center.length == centers[0].length, "centres differ in length");
            require(Arrays.stream(center).allMatch(Double::isFinite), "a centre is not finite");
        }
        this.centers = copy(centers);
    }

    /**
     * Finds the centres.
     *
     * @param points already scaled, every number finite, of one length
     * @param clusters k, at least 2
     * @param starts random starts of which the best is kept, at least 1; ten can miss the optimum, fifty did not
     * @throws IllegalArgumentException if k is below 2, if there are fewer than k different points, or if a point is
     *     not finite
     */
    public static Centroids fit(double[][] points, int clusters, int starts, long seed) {
        require(clusters >= 2, "at least two clusters are needed, got " + clusters);
        require(starts >= 1, "at least one start is needed, got " + starts);
        for (double[] point : points) {
            require(allFinite(point), "a point is not finite");
        }
        if (points.length > SMALL) {
            return large(points, clusters, starts, seed);
        }
        long different = Arrays.stream(points)
                .map(Centroids::boxed)
                .distinct()
                .limit(clusters)
                .count();
        require(
                different >= clusters,
                "%d clusters need as many different points, got %d".formatted(clusters, different));
        return near(start(points, clusters, starts, seed), points);
    }

    /** By the engine for large tables; single points are not exchanged, among so many they hardly move a centre. */
    static Centroids large(double[][] points, int clusters, int starts, long seed) {
        var settings = new io.nextbest.models.clustering.KMeans.Settings(clusters, starts, MOST_SETTLING, 0, seed);
        return bySize(
                io.nextbest.models.clustering.KMeans.fit(Points.of(points).handedOver(), settings)
                        .centers(),
                points);
    }

    private static boolean allFinite(double[] point) {
        for (double figure : point) {
            if (!Double.isFinite(figure)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The optimum near these centres: what {@link #fit} does with the best of its starts.
     *
     * @param start at least two rows of the points' length, every number finite
     * @param points as for fit
     * @throws IllegalArgumentException if a centre is left without points
     */
    public static Centroids near(double[][] start, double[][] points) {
        double[][] settled = settle(start, points);
        return bySize(settle(exchange(settled, points), points), points);
    }

    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the seed is MathEx's: whoever sets it must hold this lock
    private static double[][] start(double[][] points, int clusters, int starts, long seed) {
        synchronized (MathEx.class) {
            MathEx.setSeed(seed);
            return PartitionClustering.run(starts, () -> KMeans.fit(points, clusters, MOST_ITERATIONS, TOLERANCE))
                    .centroids;
        }
    }

    /** Lloyd's iterations on from there, until no point changes its cluster. */
    private static double[][] settle(double[][] start, double[][] points) {
        double[][] centers = copy(start);
        int[] before = new int[points.length];
        Arrays.fill(before, -1);
        for (int iteration = 0; iteration < MOST_SETTLING; iteration++) {
            double[][] current = centers;
            int[] labels = Arrays.stream(points)
                    .mapToInt(point -> nearest(current, point))
                    .toArray();
            if (Arrays.equals(labels, before)) {
                return centers;
            }
            centers = means(points, labels, centers);
            before = labels;
        }
        return centers;
    }

    /**
     * Moves single points as long as that lowers the inertia with both centres following them; Lloyd's iterations,
     * which hold the centres still, can stop short of it.
     */
    private static double[][] exchange(double[][] start, double[][] points) {
        double[][] centers = copy(start);
        int[] labels = new int[points.length];
        int[] sizes = new int[centers.length];
        for (int i = 0; i < points.length; i++) {
            labels[i] = nearest(centers, points[i]);
            sizes[labels[i]]++;
        }
        boolean moved = true;
        for (int pass = 0; moved && pass < MOST_SETTLING; pass++) {
            moved = false;
            for (int i = 0; i < points.length; i++) {
                int to = cheapest(centers, sizes, points[i], labels[i]);
                if (to != labels[i]) {
                    move(centers[labels[i]], points[i], --sizes[labels[i]], -1);
                    move(centers[to], points[i], ++sizes[to], 1);
                    labels[i] = to;
                    moved = true;
                }
            }
        }
        return centers;
    }

    /** The cluster that the point adds least inertia to; its own unless another is cheaper by more than rounding. */
    private static int cheapest(double[][] centers, int[] sizes, double[] point, int own) {
        if (sizes[own] < 2) {
            return own;
        }
        int cheapest = own;
        double least = squaredDistance(centers[own], point) * sizes[own] / (sizes[own] - 1) * (1 - TOLERANCE);
        for (int c = 0; c < centers.length; c++) {
            double cost = squaredDistance(centers[c], point) * sizes[c] / (sizes[c] + 1);
            if (c != own && cost < least) {
                cheapest = c;
                least = cost;
            }
        }
        return cheapest;
    }

    /** Shifts the mean of so many points for one that came (+1) or went (-1). */
    private static void move(double[] center, double[] point, int sizeAfter, int sign) {
        for (int j = 0; j < center.length; j++) {
            center[j] += sign * (point[j] - center[j]) / sizeAfter;
        }
    }

    private static double[][] means(double[][] points, int[] labels, double[][] previous) {
        double[][] sums = new double[previous.length][previous[0].length];
        int[] sizes = new int[previous.length];
        for (int i = 0; i < points.length; i++) {
            sizes[labels[i]]++;
            for (int j = 0; j < points[i].length; j++) {
                sums[labels[i]][j] += points[i][j];
            }
        }
        for (int c = 0; c < sums.length; c++) {
            require(sizes[c] > 0, "k-means left a cluster without points: ask for fewer clusters");
            for (int j = 0; j < sums[c].length; j++) {
                sums[c][j] /= sizes[c];
            }
        }
        return sums;
    }

    private static Centroids bySize(double[][] centers, double[][] points) {
        int[] sizes = new int[centers.length];
        for (double[] point : points) {
            sizes[nearest(centers, point)]++;
        }
        double[][] ordered = IntStream.range(0, centers.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(c -> -sizes[c])
                        .thenComparing(c -> centers[c], Arrays::compare))
                .map(c -> centers[c])
                .toArray(double[][]::new);
        return new Centroids(ordered);
    }

    /**
     * The nearest centre, and what speaks for it against the second-nearest. At equal distance the lower number wins.
     *
     * @throws IllegalArgumentException if the point has another length or a number that is not finite
     */
    public Membership assign(double[] point) {
        require(point.length == centers[0].length, "expected " + centers[0].length + " figures, got " + point.length);
        require(Arrays.stream(point).allMatch(Double::isFinite), "a figure is not finite");
        int own = nearest(centers, point);
        int second = own == 0 ? 1 : 0;
        for (int c = 0; c < centers.length; c++) {
            if (c != own && squaredDistance(centers[c], point) < squaredDistance(centers[second], point)) {
                second = c;
            }
        }
        List<Double> contributions = new ArrayList<>(point.length);
        for (int j = 0; j < point.length; j++) {
            double toSecond = point[j] - centers[second][j];
            double toOwn = point[j] - centers[own][j];
            contributions.add(toSecond * toSecond - toOwn * toOwn);
        }
        List<Double> squaredDistances = Arrays.stream(centers)
                .map(center -> squaredDistance(center, point))
                .toList();
        return new Membership(own, Math.sqrt(squaredDistances.get(own)), second, contributions, squaredDistances);
    }

    /** Sum of the squared distances of the points to their nearest centres, in squared standard deviations. */
    public double inertia(double[][] points) {
        double sum = 0;
        for (double[] point : points) {
            sum += squaredDistance(centers[nearest(centers, point)], point);
        }
        return sum;
    }

    /** Number of clusters, at least 2. */
    public int size() {
        return centers.length;
    }

    /** One row per cluster; a copy. */
    public double[][] centers() {
        return copy(centers);
    }

    private static int nearest(double[][] centers, double[] point) {
        int nearest = 0;
        for (int c = 1; c < centers.length; c++) {
            if (squaredDistance(centers[c], point) < squaredDistance(centers[nearest], point)) {
                nearest = c;
            }
        }
        return nearest;
    }

    private static double squaredDistance(double[] center, double[] point) {
        double sum = 0;
        for (int j = 0; j < center.length; j++) {
            sum += (point[j] - center[j]) * (point[j] - center[j]);
        }
        return sum;
    }

    private static List<Double> boxed(double[] point) {
        return Arrays.stream(point).boxed().toList();
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
