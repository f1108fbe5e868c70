package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * k-means from several greedy k-means++ starts, the best kept, on one core and without a library: for a process that
 * trains once and ends, in which loading a library costs more than the clustering of some thousand points.
 *
 * <p>Every start is iterated a few times; the best eight are taken to the optimum near them as {@link Centroids#near}
 * does. Time O(n·k·d) per iteration and start.
 *
 * <p>Source: Lloyd, "Least Squares Quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982; Arthur
 * and Vassilvitskii, "k-means++", SODA 2007.
 */
public final class PlainStarts {

    private static final int ITERATIONS = 12;
    private static final int FINISHED = 8;
    private static final int CANDIDATES = 3;

    private final double[] points; // row after row
    private final int columns;
    private final int size;
    private final int clusters;
    private final int[] labels;

    private record Start(double inertia, double[] centers) {}

    private PlainStarts(double[][] points, int clusters) {
        this.size = points.length;
        this.clusters = clusters;
        this.columns = points[0].length;
        this.points = new double[size * columns];
        for (int i = 0; i < size; i++) {
            System.arraycopy(points[i], 0, this.points, i * columns, columns);
        }
        this.labels = new int[size];
    }

    /**
     * The best optimum that several starts lead to; more than 100,000 points go the way of {@link Centroids#fit}.
     *
     * @param points already scaled, every number finite, of one length, at least one
     * @param clusters k, at least 2
     * @param starts at least 1
     * @throws IllegalArgumentException if there are fewer than k different points
     */
    public static Centroids fit(double[][] points, int clusters, int starts, long seed) {
        if (points.length == 0) {
            throw new IllegalArgumentException("there are no points");
        }
        if (points.length > Centroids.SMALL) {
            return Centroids.large(points, clusters, starts, seed);
        }
        PlainStarts all = new PlainStarts(points, clusters);
        SplittableRandom random = new SplittableRandom(seed);
        List<Start> run = new ArrayList<>(starts);
        for (int start = 0; start < starts; start++) {
            double[] centers = all.spread(random);
            run.add(new Start(all.approach(centers), centers));
        }
        run.sort(Comparator.comparingDouble(Start::inertia));
        Centroids best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Start start : run.subList(0, Math.min(FINISHED, starts))) {
            Centroids near = Centroids.near(all.rows(start.centers()), points);
            double inertia = near.inertia(points);
            if (best == null || inertia < least) {
                least = inertia;
                best = near;
            }
        }
        return Objects.requireNonNull(best);
    }

    private double[][] rows(double[] centers) {
        double[][] rows = new double[clusters][];
        for (int c = 0; c < clusters; c++) {
            rows[c] = Arrays.copyOfRange(centers, c * columns, (c + 1) * columns);
        }
        return rows;
    }

    /**
     * Draws centres among the points, each the best of a few, which are drawn with a chance in proportion to their
     * squared distance to those before.
     */
    private double[] spread(SplittableRandom random) {
        double[] centers = new double[clusters * columns];
        double[] nearest = new double[size];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        double sum = place(centers, 0, random.nextInt(size), nearest);
        for (int c = 1; c < clusters; c++) {
            if (!(sum > 0)) {
                throw new IllegalArgumentException(
                        "%d clusters need as many different points, got %d".formatted(clusters, c));
            }
            double least = Double.POSITIVE_INFINITY;
            int best = 0;
            for (int candidate = 0; candidate < CANDIDATES; candidate++) {
                int drawn = draw(nearest, random.nextDouble() * sum);
                double left = left(drawn, nearest);
                if (left < least) {
                    least = left;
                    best = drawn;
                }
            }
            sum = place(centers, c, best, nearest);
        }
        return centers;
    }

    /** The inertia that would be left if that point became a centre. */
    private double left(int point, double[] nearest) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.min(nearest[i], squaredDistance(points, point, i));
        }
        return sum;
    }

    private double place(double[] centers, int center, int point, double[] nearest) {
        System.arraycopy(points, point * columns, centers, center * columns, columns);
        double sum = 0;
        for (int i = 0; i < size; i++) {
            nearest[i] = Math.min(nearest[i], squaredDistance(centers, center, i));
            sum += nearest[i];
        }
        return sum;
    }

    private static int draw(double[] weights, double target) {
        double left = target;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last; // rounding took the sum beyond the last weight
    }

    /** A few of Lloyd's iterations, enough to tell good starts from bad: the centres move, the inertia is returned. */
    private double approach(double[] centers) {
        Arrays.fill(labels, -1);
        double inertia = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] sums = new double[centers.length];
            int[] sizes = new int[clusters];
            boolean moved = false;
            inertia = 0;
            for (int i = 0; i < size; i++) {
                int own = 0;
                double least = squaredDistance(centers, 0, i);
                for (int c = 1; c < clusters; c++) {
                    double distance = squaredDistance(centers, c, i);
                    if (distance < least) {
                        least = distance;
                        own = c;
                    }
                }
                inertia += least;
                moved |= labels[i] != own;
                labels[i] = own;
                sizes[own]++;
                for (int j = 0; j < columns; j++) {
                    sums[own * columns + j] += points[i * columns + j];
                }
            }
            if (!moved) {
                break;
            }
            for (int k = 0; k < centers.length; k++) {
                if (sizes[k / columns] > 0) {
                    centers[k] = sums[k] / sizes[k / columns];
                }
            }
        }
        return inertia;
    }

    private double squaredDistance(double[] centers, int center, int point) {
        if (columns == 3) { // the usual case without the loop
            double x = points[point * 3] - centers[center * 3];
            double y = points[point * 3 + 1] - centers[center * 3 + 1];
            double z = points[point * 3 + 2] - centers[center * 3 + 2];
            return x * x + y * y + z * z;
        }
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            double difference = points[point * columns + j] - centers[center * columns + j];
            sum += difference * difference;
        }
        return sum;
    }
}
