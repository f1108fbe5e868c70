package io.nextbest.models.segmentation;

import java.util.List;

/**
 * To which cluster a point belongs, how surely, and why.
 *
 * <p>The margin is the squared distance to the second-best centre minus the squared distance to the own one. A squared
 * distance is a sum over columns, so the margin splits exactly: column j contributes (z[j] - s[j])² - (z[j] - c[j])²,
 * where c is the own and s the second-best centre. A negative contribution speaks for the second-best.
 *
 * <p>Source: confidence as the older segmentation service printed it; the additive split is Pythagoras' theorem.
 *
 * @param cluster number of the nearest centre, from 0
 * @param distance Euclidean distance to it, in standard deviations, at least 0
 * @param secondCluster number of the second-nearest centre
 * @param contributions one per column, in squared standard deviations; they sum to the margin
 * @param squaredDistances one per centre, in squared standard deviations, at least 0
 */
public record Membership(
        int cluster, double distance, int secondCluster, List<Double> contributions, List<Double> squaredDistances) {

    /** Distance at which the confidence has run out. */
    private static final double REACH = 5;

    public Membership {
        contributions = List.copyOf(contributions);
        squaredDistances = List.copyOf(squaredDistances);
    }

    /** max(0, 1 - distance / 5), in [0, 1]. Says how typical the point is of its cluster; it is not a probability. */
    public double confidence() {
        return confidence(cluster);
    }

    /** The same of any cluster, by the distance to its centre. */
    public double confidence(int of) {
        return Math.max(0, 1 - Math.sqrt(squaredDistances.get(of)) / REACH);
    }
}
