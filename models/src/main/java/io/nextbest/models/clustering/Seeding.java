package io.nextbest.models.clustering;

import java.util.Arrays;
import java.util.SplittableRandom;

/** k-means++ with several candidates a step, of which the one that lowers the inertia most is kept. */
final class Seeding {

    private final Points points;
    private final double[] least;

    private Seeding(Points points) {
        this.points = points;
        this.least = new double[points.size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
    }

    /** Centres among the points, one after the other in one array; different ones as long as there are. */
    static double[] choose(Points points, int clusters, SplittableRandom random) {
        var seeding = new Seeding(points);
        int dimensions = points.dimensions();
        double[] centers = new double[clusters * dimensions];
        double[] chosen = points.point(random.nextInt(points.size()));
        int candidates = 2 + (int) Math.log(clusters);
        for (int c = 0; c < clusters; c++) {
            System.arraycopy(chosen, 0, centers, c * dimensions, dimensions);
            seeding.add(chosen);
            if (c + 1 < clusters) {
                chosen = seeding.next(candidates, random);
            }
        }
        return centers;
    }

    private void add(double[] center) {
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.min(least[i], squaredDistance(i, center));
        }
    }

    private double[] next(int candidates, SplittableRandom random) {
        double[] upTo = new double[least.length];
        double total = 0;
        for (int i = 0; i < least.length; i++) {
            total += least[i];
            upTo[i] = total;
        }
        double[] best = null;
        double lowest = Double.POSITIVE_INFINITY;
        for (int candidate = 0; candidate < candidates; candidate++) {
            double[] point = points.point(draw(upTo, random.nextDouble() * total));
            double after = 0;
            for (int i = 0; i < least.length; i++) {
                after += Math.min(least[i], squaredDistance(i, point));
            }
            if (best == null || after < lowest) {
                best = point;
                lowest = after;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no candidate");
        }
        return best;
    }

    /** The first point at which the running total passes the mark; one of weight 0 never is. */
    private static int draw(double[] upTo, double mark) {
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] > mark) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private double squaredDistance(int i, double[] center) {
        double sum = 0;
        for (int j = 0; j < center.length; j++) {
            double difference = points.columns()[j][i] - center[j];
            sum = Math.fma(difference, difference, sum);
        }
        return sum;
    }
}
