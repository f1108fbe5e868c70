package io.nextbest.models.value;

/**
 * How scores are cut into bands.
 *
 * <p>Source: EQUAL are quantiles; NATURAL is the exact one-dimensional k-means of Fisher, "On Grouping for Maximum
 * Homogeneity", Journal of the American Statistical Association 53, 1958, here with a smallest share.
 */
public enum BandCut {
    /** As many customers in each band, give or take one where no two scores are equal. */
    EQUAL,
    /** Customers of a band as alike in score as possible, each band with at least 5 % of them (or half an equal share). */
    NATURAL
}
