package io.nextbest.models.clustering;

/** Point by point, for a JVM without the vector module. */
final class PlainPass implements Pass {

    private final double[][] columns;
    private final double[] point;

    PlainPass(double[][] columns) {
        this.columns = columns;
        this.point = new double[columns.length];
    }

    @Override
    public void add(Stretch stretch, double[] centers, double[] sums) {
        int dimensions = columns.length;
        for (int i = stretch.from(); i < stretch.to(); i++) {
            for (int j = 0; j < dimensions; j++) {
                point[j] = columns[j][i];
            }
            int at = nearest(point, centers) * (dimensions + 1);
            for (int j = 0; j < dimensions; j++) {
                sums[at + j] += point[j];
            }
            sums[at + dimensions]++;
        }
    }

    @Override
    public double inertia(Stretch stretch, double[] centers) {
        double sum = 0;
        for (int i = stretch.from(); i < stretch.to(); i++) {
            for (int j = 0; j < point.length; j++) {
                point[j] = columns[j][i];
            }
            sum += squaredDistance(point, centers, nearest(point, centers));
        }
        return sum;
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
