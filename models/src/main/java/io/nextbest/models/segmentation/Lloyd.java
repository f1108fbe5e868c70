package io.nextbest.models.segmentation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Many quick k-means fits of the same customers, weighted: what the bootstraps and the tried numbers of clusters need,
 * a hundred times over. The model that ships is {@link Centroids#fit}'s.
 *
 * <p>Greedy k-means++ starts and Lloyd's iterations over three flat columns (recency, frequency, monetary); each start
 * stops once the centres move by less than a hundredth of a deviation, and the best one runs on. Time O(n·k) per
 * iteration and start. Immutable; safe to share between threads.
 *
 * <p>Source: Lloyd, IEEE Transactions on Information Theory 28(2), 1982; Arthur and Vassilvitskii, SODA 2007, section 5
 * for the greedy choice among candidates.
 */
final class Lloyd {

    private static final int MOST_ITERATIONS = 100;
    private static final double NEARLY_STILL = 1e-4;
    private static final double STILL = 1e-8;

    private final double[] recency;
    private final double[] frequency;
    private final double[] monetary;
    private final int[] weights;
    private final long weight;

    /** @param inertia weighted sum of squared distances */
    record Fit(double[][] centers, double inertia) {}

    /** @param points rows of three finite numbers, at least one */
    Lloyd(double[][] points) {
        this(column(points, 0), column(points, 1), column(points, 2), ones(points.length));
    }

    private Lloyd(double[] recency, double[] frequency, double[] monetary, int[] weights) {
        this.recency = recency;
        this.frequency = frequency;
        this.monetary = monetary;
        this.weights = weights;
        this.weight = Arrays.stream(weights).asLongStream().sum();
    }

    int size() {
        return weights.length;
    }

    /** As many customers drawn with replacement; who is drawn twice weighs twice, who is not drawn is not held. */
    Lloyd resample(SplittableRandom random) {
        int[] drawn = new int[size()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[random.nextInt(drawn.length)]++;
        }
        int kept = (int) Arrays.stream(drawn).filter(count -> count > 0).count();
        double[][] columns = new double[3][kept];
        int[] counts = new int[kept];
        for (int i = 0, to = 0; i < drawn.length; i++) {
            if (drawn[i] > 0) {
                columns[0][to] = recency[i];
                columns[1][to] = frequency[i];
                columns[2][to] = monetary[i];
                counts[to++] = drawn[i];
            }
        }
        return new Lloyd(columns[0], columns[1], columns[2], counts);
    }

    /** The best of some random starts, at least one. */
    Fit fit(int clusters, int starts, SplittableRandom random) {
        Fit best = iterate(spread(clusters, random), NEARLY_STILL);
        for (int start = 1; start < starts; start++) {
            Fit fit = iterate(spread(clusters, random), NEARLY_STILL);
            best = fit.inertia < best.inertia ? fit : best;
        }
        return iterate(best.centers, STILL);
    }

    /** One of Lloyd's iterations: the centres after it, and the inertia of those before it. */
    Fit step(double[][] before) {
        double[][] centers = copy(before);
        double[][] sums = new double[centers.length][4];
        double inertia = sum(centers, sums);
        shift(centers, sums);
        return new Fit(centers, inertia);
    }

    /** The number of the nearest centre, per customer; at equal distance the lower number. */
    int[] labels(double[][] centers) {
        int[] labels = new int[size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = nearest(centers, i);
        }
        return labels;
    }

    private Fit iterate(double[][] start, double still) {
        double[][] centers = copy(start);
        double inertia = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
            double[][] sums = new double[centers.length][4];
            inertia = sum(centers, sums);
            if (shift(centers, sums) < still) {
                return new Fit(centers, inertia);
            }
        }
        return new Fit(centers, inertia);
    }

    /** Adds every customer to the sums of the nearest centre (three sums and the weight); the inertia. */
    private double sum(double[][] centers, double[][] sums) {
        double inertia = 0;
        for (int i = 0; i < weights.length; i++) {
            double r = recency[i];
            double f = frequency[i];
            double m = monetary[i];
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < centers.length; c++) {
                double[] center = centers[c];
                double dr = r - center[0];
                double df = f - center[1];
                double dm = m - center[2];
                double distance = dr * dr + df * df + dm * dm;
                if (distance < least) {
                    least = distance;
                    nearest = c;
                }
            }
            int times = weights[i];
            double[] into = sums[nearest];
            into[0] += times * r;
            into[1] += times * f;
            into[2] += times * m;
            into[3] += times;
            inertia += times * least;
        }
        return inertia;
    }

    /** Moves each centre to its mean, one without customers stays; the sum of the squared moves. */
    private static double shift(double[][] centers, double[][] sums) {
        double shift = 0;
        for (int c = 0; c < centers.length; c++) {
            for (int j = 0; j < 3 && sums[c][3] > 0; j++) {
                double mean = sums[c][j] / sums[c][3];
                shift += (mean - centers[c][j]) * (mean - centers[c][j]);
                centers[c][j] = mean;
            }
        }
        return shift;
    }

    /** Greedy k-means++: each next centre is the best of a few candidates drawn by squared distance. */
    private double[][] spread(int clusters, SplittableRandom random) {
        double[][] centers = new double[clusters][];
        double[] least = new double[size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        centers[0] = row(draw(Arrays.stream(weights).asDoubleStream().toArray(), weight, random));
        double inertia = lower(least, centers[0]);
        int candidates = 2 + (int) Math.log(clusters);
        for (int c = 1; c < clusters; c++) {
            double[] mass = new double[least.length];
            for (int i = 0; i < mass.length; i++) {
                mass[i] = least[i] * weights[i];
            }
            double[] bestLeast = least;
            double best = Double.POSITIVE_INFINITY;
            for (int tried = 0; tried < candidates; tried++) {
                double[] candidate = row(draw(mass, inertia, random));
                double[] lowered = least.clone();
                double after = lower(lowered, candidate);
                if (after < best) {
                    best = after;
                    bestLeast = lowered;
                    centers[c] = candidate;
                }
            }
            least = bestLeast;
            inertia = best;
        }
        return centers;
    }

    private static int draw(double[] mass, double total, SplittableRandom random) {
        double left = random.nextDouble() * total;
        for (int i = 0; i < mass.length; i++) {
            left -= mass[i];
            if (left < 0) {
                return i;
            }
        }
        return mass.length - 1;
    }

    /** Lowers the squared distances to those of one more centre; the inertia after it. */
    private double lower(double[] least, double[] center) {
        double inertia = 0;
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.min(least[i], squaredDistance(center, i));
            inertia += least[i] * weights[i];
        }
        return inertia;
    }

    private int nearest(double[][] centers, int i) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < centers.length; c++) {
            double distance = squaredDistance(centers[c], i);
            if (distance < least) {
                least = distance;
                nearest = c;
            }
        }
        return nearest;
    }

    private double squaredDistance(double[] center, int i) {
        double dr = recency[i] - center[0];
        double df = frequency[i] - center[1];
        double dm = monetary[i] - center[2];
        return dr * dr + df * df + dm * dm;
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private double[] row(int i) {
        return new double[] {recency[i], frequency[i], monetary[i]};
    }

    private static double[] column(double[][] points, int j) {
        return Arrays.stream(points).mapToDouble(point -> point[j]).toArray();
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
