package io.nextbest.models.clustering;

import io.nextbest.models.clustering.Pass.Stretch;
import java.util.stream.IntStream;

/** Lloyd's iterations over one table, in stretches that the cores share and whose sums are added in order. */
final class Lloyd {

    private static final int STRETCH = 1 << 16;

    private final Points points;
    private final int mostIterations;
    private final double leastMove;
    private final Pass pass;

    Lloyd(Points points, KMeans.Settings settings) {
        this(points, settings, Pass.fastest());
    }

    Lloyd(Points points, KMeans.Settings settings, Pass pass) {
        this.points = points;
        this.mostIterations = settings.mostIterations();
        this.leastMove = settings.tolerance() == 0 ? 0 : settings.tolerance() * meanVariance(points);
        this.pass = pass;
    }

    record Stand(double[] centers, double inertia, int iterations) {}

    /** Until the centres stand still, or the iterations are over. */
    Stand run(double[] start) {
        double[] centers = start.clone();
        int iterations = 0;
        double moved = Double.POSITIVE_INFINITY;
        while (iterations < mostIterations && moved > leastMove) {
            double[] next = means(sums(centers), centers);
            moved = 0;
            for (int j = 0; j < next.length; j++) {
                moved += (next[j] - centers[j]) * (next[j] - centers[j]);
            }
            centers = next;
            iterations++;
        }
        return new Stand(centers, inertia(centers), iterations);
    }

    double inertia(double[] centers) {
        double[] parts = new double[stretches()];
        each(s -> parts[s] = pass.inertia(points.columns(), stretch(s), centers));
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    private double[] sums(double[] centers) {
        int length = centers.length / points.dimensions() * (points.dimensions() + 1);
        double[][] parts = new double[stretches()][length];
        each(s -> pass.add(points.columns(), stretch(s), centers, parts[s]));
        double[] sums = parts[0];
        for (int s = 1; s < parts.length; s++) {
            for (int j = 0; j < length; j++) {
                sums[j] += parts[s][j];
            }
        }
        return sums;
    }

    private interface Work {
        void on(int stretch);
    }

    private void each(Work work) {
        if (stretches() == 1) {
            work.on(0);
        } else {
            IntStream.range(0, stretches()).parallel().forEach(work::on);
        }
    }

    private int stretches() {
        return (points.size() - 1) / STRETCH + 1;
    }

    private Stretch stretch(int s) {
        return new Stretch(s * STRETCH, (int) Math.min(points.size(), (s + 1L) * STRETCH));
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
            double mean = 0;
            for (double number : column) {
                mean += number / column.length;
            }
            double squares = 0;
            for (double number : column) {
                squares += (number - mean) * (number - mean) / column.length;
            }
            sum += squares / points.dimensions();
        }
        return sum;
    }
}
