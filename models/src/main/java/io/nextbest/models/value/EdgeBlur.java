package io.nextbest.models.value;

/**
 * How surely a score lies in its band: every edge is blurred by a logistic error of one scale, fitted so that it gives
 * the share of bootstrap refits that agree.
 *
 * <p>Source: the ordered logit model (McCullagh, "Regression Models for Ordinal Data", Journal of the Royal Statistical
 * Society B 42, 1980) with the cut points known; calibration against bootstrap refits as for the standard segments.
 */
final class EdgeBlur {

    private static final double NARROWEST = -12;
    private static final double WIDEST = 2;
    private static final int STEPS = 80;

    private EdgeBlur() {}

    /** P(the blurred edges leave the score in the band), in (0, 1); edges ascend, bands are numbered downwards. */
    static double share(double[] edges, double scale, double score) {
        return share(edges, scale, score, edgesBelow(edges, score));
    }

    /** The same for the band above so many edges. */
    static double share(double[] edges, double scale, double score, int above) {
        double low = above == 0 ? 1 : logistic((score - edges[above - 1]) / scale);
        double high = above == edges.length ? 0 : logistic((score - edges[above]) / scale);
        return Math.max(Double.MIN_NORMAL, low - high);
    }

    /** How many edges are at or below the score. */
    static int edgesBelow(double[] edges, double score) {
        int below = 0;
        while (below < edges.length && score >= edges[below]) {
            below++;
        }
        return below;
    }

    /** The scale whose shares are nearest to the observed ones in squared difference. */
    static double scale(double[] edges, double[] scores, double[] observed) {
        double low = NARROWEST;
        double high = WIDEST;
        double golden = (Math.sqrt(5) - 1) / 2;
        for (int i = 0; i < STEPS; i++) {
            double left = high - golden * (high - low);
            double right = low + golden * (high - low);
            if (error(edges, Math.exp(left), scores, observed) <= error(edges, Math.exp(right), scores, observed)) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static double error(double[] edges, double scale, double[] scores, double[] observed) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double miss = share(edges, scale, scores[i]) - observed[i];
            sum += miss * miss;
        }
        return sum;
    }

    private static double logistic(double u) {
        return 1 / (1 + Math.exp(-u));
    }
}
