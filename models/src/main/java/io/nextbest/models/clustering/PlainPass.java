package io.nextbest.models.clustering;

import java.util.Arrays;

/**
 * For a JVM without the vector module. Works through a block of points centre by centre in loops without a branch,
 * which the JVM's own compiler turns into vector instructions.
 */
final class PlainPass implements Pass {

    private static final int BLOCK = 512; // what is known of its points stays in the processor's first cache

    /** Doubles that differ do so by 2^-1074 or more: their difference times this and again is 0 or above 1. */
    private static final double HUGE = 0x1p1000;

    private static final int BANKS = 4;

    private final double[][] columns;
    private final double[] distances = new double[BLOCK];
    private final double[] least = new double[BLOCK];
    private final double[] nearest = new double[BLOCK];
    private final int[] places = new int[BLOCK];

    PlainPass(double[][] columns) {
        this.columns = columns;
    }

    @Override
    public void add(Stretches stretches, double[] centers, double[] sums) {
        double[] banks = new double[BANKS * sums.length];
        for (int s = 0; s < stretches.count(); s++) {
            for (int from = stretches.from(s); from < stretches.to(s); from += BLOCK) {
                int count = Math.min(BLOCK, stretches.to(s) - from);
                assign(from, count, centers);
                scatter(from, count, banks);
            }
        }
        for (int b = 0; b < BANKS; b++) {
            for (int s = 0; s < sums.length; s++) {
                sums[s] += banks[b * sums.length + s];
            }
        }
    }

    @Override
    public double inertia(Stretches stretches, double[] centers) {
        double sum = 0;
        for (int s = 0; s < stretches.count(); s++) {
            for (int from = stretches.from(s); from < stretches.to(s); from += BLOCK) {
                int count = Math.min(BLOCK, stretches.to(s) - from);
                assign(from, count, centers);
                for (int i = 0; i < count; i++) {
                    sum += least[i];
                }
            }
        }
        return sum;
    }

    /** The few points that are left over where eight at a time are read; returns their inertia. */
    static double addSingly(double[][] columns, Stretches rest, double[] centers, double[] sums) {
        double inertia = 0;
        double[] point = new double[columns.length];
        for (int i = rest.from(0); i < rest.to(0); i++) {
            for (int j = 0; j < point.length; j++) {
                point[j] = columns[j][i];
            }
            int own = nearest(point, centers);
            inertia += squaredDistance(point, centers, own);
            for (int j = 0; j < point.length; j++) {
                sums[own * (point.length + 1) + j] += point[j];
            }
            sums[own * (point.length + 1) + point.length]++;
        }
        return inertia;
    }

    private void assign(int from, int count, double[] centers) {
        Arrays.fill(least, 0, count, Double.MAX_VALUE);
        Arrays.fill(nearest, 0, count, 0);
        for (int c = 0; c < centers.length / columns.length; c++) {
            int at = c * columns.length;
            if (columns.length == 3) {
                measureThree(from, count, centers, at);
            } else {
                measureFirst(columns[0], from, count, centers[at]);
                for (int j = 1; j < columns.length; j++) {
                    measureNext(columns[j], from, count, centers[at + j]);
                }
            }
            compare(count, c);
        }
    }

    private void measureThree(int from, int count, double[] centers, int at) {
        double[] x = columns[0];
        double[] y = columns[1];
        double[] z = columns[2];
        double cx = centers[at];
        double cy = centers[at + 1];
        double cz = centers[at + 2];
        for (int i = 0; i < count; i++) {
            double dx = x[from + i] - cx;
            double dy = y[from + i] - cy;
            double dz = z[from + i] - cz;
            distances[i] = Math.fma(dz, dz, Math.fma(dy, dy, dx * dx));
        }
    }

    private void measureFirst(double[] column, int from, int count, double center) {
        for (int i = 0; i < count; i++) {
            double difference = column[from + i] - center;
            distances[i] = difference * difference;
        }
    }

    private void measureNext(double[] column, int from, int count, double center) {
        for (int i = 0; i < count; i++) {
            double difference = column[from + i] - center;
            distances[i] = Math.fma(difference, difference, distances[i]);
        }
    }

    /** Moves those points to the cluster that are nearer to it than to any before. */
    private void compare(int count, int cluster) {
        for (int i = 0; i < count; i++) {
            double before = least[i];
            double now = Math.min(before, distances[i]);
            double nearer = Math.min(1.0, (before - now) * HUGE * HUGE); // 0 or 1
            nearest[i] = Math.fma(nearer, cluster - nearest[i], nearest[i]);
            least[i] = now;
        }
    }

    /** Neighbours go to different sums, so that no addition waits for the one before it. */
    private void scatter(int from, int count, double[] banks) {
        int width = columns.length + 1;
        int length = banks.length / BANKS;
        for (int i = 0; i < count; i++) {
            places[i] = (i & (BANKS - 1)) * length + width * (int) nearest[i];
        }
        int j = 0;
        for (; j + 2 < columns.length; j += 3) {
            double[] x = columns[j];
            double[] y = columns[j + 1];
            double[] z = columns[j + 2];
            for (int i = 0; i < count; i++) {
                int at = places[i] + j;
                banks[at] += x[from + i];
                banks[at + 1] += y[from + i];
                banks[at + 2] += z[from + i];
            }
        }
        for (; j < columns.length; j++) {
            double[] column = columns[j];
            for (int i = 0; i < count; i++) {
                banks[places[i] + j] += column[from + i];
            }
        }
        for (int i = 0; i < count; i++) {
            banks[places[i] + columns.length]++;
        }
    }

    static int nearest(double[] point, double[] centers) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < centers.length / point.length; c++) {
            double distance = squaredDistance(point, centers, c);
            if (distance < least) {
                nearest = c;
                least = distance;
            }
        }
        return nearest;
    }

    static double squaredDistance(double[] point, double[] centers, int cluster) {
        double sum = 0;
        for (int j = 0; j < point.length; j++) {
            double difference = point[j] - centers[cluster * point.length + j];
            sum = Math.fma(difference, difference, sum);
        }
        return sum;
    }
}
