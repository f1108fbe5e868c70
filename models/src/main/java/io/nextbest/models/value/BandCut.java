package io.nextbest.models.value;

import java.util.Arrays;

/**
 * How scores are cut into bands.
 *
 * <p>Source: EQUAL are quantiles; NATURAL is the exact one-dimensional k-means of Fisher, "On Grouping for Maximum
 * Homogeneity", Journal of the American Statistical Association 53, 1958, here with a smallest share.
 */
public enum BandCut {
    /** As many customers in each band, give or take one where no two scores are equal. */
    EQUAL,
    /** Customers of a band as alike in score as possible, each band at least 5 % of them (or half an equal share). */
    NATURAL;

    private static final double SMALLEST_SHARE = 0.05;

    /** Share of the customers that a natural cut gives each of so many bands at least: 5 %, or half an equal share. */
    public static double leastShare(int bands) {
        return Math.min(SMALLEST_SHARE, 0.5 / bands);
    }

    /**
     * Cuts any scores into bands.
     *
     * @return bands - 1 edges, ascending; a score at or above an edge belongs above it
     * @throws IllegalArgumentException if the scores are too few or too many of them are equal
     */
    public double[] edges(double[] scores, int bands) {
        int[] once = new int[scores.length];
        Arrays.fill(once, 1);
        return BandEdges.of(scores, once, bands, this);
    }
}
