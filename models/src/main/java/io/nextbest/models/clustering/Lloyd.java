package io.nextbest.models.clustering;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Lloyd's iterations over one table. */
final class Lloyd {

    /** Moves below this share of the variance are rounding: one point of a billion moves its centre by more. */
    private static final double ROUNDING = 1e-24;

    private static final int FEW = 4096;

    private final Points points;
    private final int mostIterations;
    private final double leastMove;
    private final Sums table;

    Lloyd(Points points, KMeans.Settings settings, Sums table) {
        this.points = points;
        this.mostIterations = settings.mostIterations();
        // for rounding the order of magnitude will do, and reading a large table once more is an iteration's time
        this.leastMove = settings.tolerance() == 0
                ? ROUNDING * meanVariance(points.sample(FEW, new SplittableRandom(FEW)))
                : settings.tolerance() * meanVariance(points);
        this.table = table;
    }

    record Stand(double[] centers, double inertia, int iterations) {}

    /** Until the centres stand still, or the iterations are over. */
    Stand run(double[] start) {
        double[] centers = start.clone();
        int iterations = 0;
        double moved = Double.POSITIVE_INFINITY;
        while (iterations < mostIterations && moved > leastMove) {
            double[] next = means(table.sums(centers), centers);
            moved = 0;
            for (int j = 0; j < next.length; j++) {
                moved += (next[j] - centers[j]) * (next[j] - centers[j]);
            }
            centers = next;
            iterations++;
        }
        return new Stand(centers, table.inertia(centers), iterations);
    }

    private double[] means(double[] sums, double[] before) {
        int dimensions = points.dimensions();
        double[] means = before.clone();
        boolean empty = false;
        for (int c = 0; c < before.length / dimensions; c++) {
            double members = sums[c * (dimensions + 1) + dimensions];
            empty |= members == 0;
            for (int j = 0; j < dimensions && members > 0; j++) {
                means[c * dimensions + j] = sums[c * (dimensions + 1) + j] / members;
            }
        }
        for (int c = 0; empty && c < before.length / dimensions; c++) {
            if (sums[c * (dimensions + 1) + dimensions] == 0) {
                System.arraycopy(farthest(means), 0, means, c * dimensions, dimensions);
            }
        }
        return means;
    }

    /** The point farthest from its nearest centre; the first of equals. */
    private double[] farthest(double[] centers) {
        double[] farthest = points.point(0);
        double most = -1;
        for (int i = 0; i < points.size(); i++) {
            double[] point = points.point(i);
            double distance = PlainPass.squaredDistance(point, centers, PlainPass.nearest(point, centers));
            if (distance > most) {
                most = distance;
                farthest = point;
            }
        }
        return farthest;
    }

    private static double meanVariance(Points points) {
        double sum = 0;
        for (double[] column : points.columns()) {
            double mean = Arrays.stream(column).sum() / column.length;
            double squares = 0;
            for (double number : column) {
                squares += (number - mean) * (number - mean);
            }
            sum += squares / column.length / points.dimensions();
        }
        return sum;
    }
}
