package io.nextbest.models.segmentation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What share of the variance of a later figure the segment alone explains, such as of log(1 + spend in the next half
 * year): 1 minus the variance inside the segments over the variance at large.
 *
 * <p>Time O(n·draws). Source: the correlation ratio, Fisher, "Statistical Methods for Research Workers", 1925; Efron,
 * "Bootstrap Methods", Annals of Statistics 7, 1979, for the standard error.
 *
 * @param share in [0, 1]
 * @param standardError of the share if the customers were drawn again, at least 0
 */
public record ValueExplained(double share, double standardError) {

    private static final int DRAWS = 200;

    /**
     * Measures it.
     *
     * @param labels a segment number per customer, from 0
     * @param later the later figure per customer, finite
     * @throws IllegalArgumentException if the lengths differ, or if the later figure does not vary
     */
    public static ValueExplained of(int[] labels, double[] later, long seed) {
        if (labels.length != later.length || !Arrays.stream(later).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("one finite later figure per customer is needed");
        }
        int groups = Arrays.stream(labels).max().orElse(0) + 1;
        int[] all = new int[labels.length];
        Arrays.setAll(all, i -> i);
        double share = share(labels, later, all, groups);
        if (Double.isNaN(share)) {
            throw new IllegalArgumentException("the later figure is the same for all customers");
        }
        var random = new SplittableRandom(seed);
        double[] drawn = new double[DRAWS];
        int[] draw = new int[labels.length];
        for (int one = 0; one < DRAWS; one++) {
            Arrays.setAll(draw, i -> random.nextInt(draw.length));
            double again = share(labels, later, draw, groups);
            drawn[one] = Double.isNaN(again) ? share : again;
        }
        double mean = Arrays.stream(drawn).average().orElseThrow();
        double squares =
                Arrays.stream(drawn).map(one -> (one - mean) * (one - mean)).sum();
        return new ValueExplained(share, Math.sqrt(squares / (DRAWS - 1)));
    }

    /** NaN where the later figure does not vary. */
    private static double share(int[] labels, double[] later, int[] rows, int groups) {
        double[] sums = new double[groups];
        int[] sizes = new int[groups];
        double sum = 0;
        double squares = 0;
        for (int row : rows) {
            sums[labels[row]] += later[row];
            sizes[labels[row]]++;
            sum += later[row];
            squares += later[row] * later[row];
        }
        double correction = sum * sum / rows.length;
        double between = -correction;
        for (int group = 0; group < groups; group++) {
            between += sizes[group] == 0 ? 0 : sums[group] * sums[group] / sizes[group];
        }
        double total = squares - correction;
        return total <= 1e-12 * squares || rows.length == 0 ? Double.NaN : Math.clamp(between / total, 0, 1);
    }
}
