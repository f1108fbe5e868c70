package io.nextbest.models.prediction;

import org.hipparchus.special.Beta;

/**
 * A probability and its 95 % interval.
 *
 * <p>Source of {@link #ofShare}: Bayes and Laplace's uniform prior on a share, whose posterior after k of n is
 * Beta(k + 1, n - k + 1); Gelman et al., "Bayesian Data Analysis", 3rd edition, 2013, section 2.1.
 *
 * @param value the probability, in [0, 1]
 * @param low lower end of the interval, at most {@code value}
 * @param high upper end of the interval, at least {@code value}
 */
public record Estimate(double value, double low, double high) {

    private static final int BISECTIONS = 60;

    /** @throws IllegalArgumentException unless 0 ≤ low ≤ value ≤ high ≤ 1 */
    public Estimate {
        if (!(0 <= low && low <= value && value <= high && high <= 1)) {
            throw new IllegalArgumentException(
                    "not an interval around a probability: %s in [%s, %s]".formatted(value, low, high));
        }
    }

    /**
     * The share of a population from a sample: posterior mean and the 2.5 % and 97.5 % quantiles under a uniform prior.
     *
     * @param hits k, in [0, trials]
     * @param trials n, at least 0; with 0 the answer is the prior's
     * @throws IllegalArgumentException if hits are outside their range
     */
    public static Estimate ofShare(long hits, long trials) {
        if (hits < 0 || hits > trials) {
            throw new IllegalArgumentException("hits must be in [0, trials], was %d of %d".formatted(hits, trials));
        }
        double alpha = hits + 1.0;
        double beta = trials - hits + 1.0;
        // with no hit at all, or nothing but hits, the mean of the skewed posterior stays inside the central interval
        return new Estimate(alpha / (alpha + beta), quantile(0.025, alpha, beta), quantile(0.975, alpha, beta));
    }

    private static double quantile(double probability, double alpha, double beta) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (Beta.regularizedBeta(middle, alpha, beta) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
