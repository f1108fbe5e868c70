package io.nextbest.models.value;

import java.util.Arrays;
import java.util.List;

/**
 * The modified BG/NBD model: who still buys, and how often?
 *
 * <p>While active a customer buys at a rate that varies between customers as Gamma(r, alpha); after each purchase, the
 * first included, the customer leaves for good with a chance that varies as Beta(a, b). So one-time buyers are judged
 * too, other than in BG/NBD, where each of them counts as active. Everything is computed in logs: thousands of
 * purchases neither overflow nor underflow.
 *
 * <p>Fitting takes O(distinct histories) per step and some dozens of steps; a prediction O(1), the expected number
 * O(terms of a series). Immutable; safe to share between threads.
 *
 * <p>Source: Batislam, Denizel and Filiztekin, "Empirical validation and comparison of models for customer base
 * analysis", International Journal of Research in Marketing 24(3), 2007; likelihood and moments after Fader, Hardie and
 * Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005.
 *
 * @param r shape of the rates, above 0; like the next three from e^-16 to e^16, beyond which a search does not go
 * @param alpha rate of the rates, in weeks, above 0
 * @param a first shape of the chance to leave, above 0
 * @param b second shape of the chance to leave, above 0
 * @param logLikelihood of the customers it was fitted to, natural logarithm
 */
public record MbgNbd(double r, double alpha, double a, double b, double logLikelihood) {

    private static final double ROUNDING = 1e-9;
    private static final double SERIES_ENDS = 1e-17;
    private static final int MOST_TERMS = 1_000_000;
    private static final double HUGE = 1e200;

    /** @throws IllegalArgumentException if no search could find a parameter, or if the likelihood is not finite */
    public MbgNbd {
        for (double parameter : new double[] {r, alpha, a, b}) {
            require(
                    Math.abs(Math.log(parameter)) <= MbgLikelihood.WIDEST + ROUNDING,
                    "parameters must be above 0, from e^-16 to e^16");
        }
        require(Double.isFinite(logLikelihood), "the log-likelihood must be finite");
    }

    /**
     * Learns the parameters by maximum likelihood; the order of the customers does not matter. Where the customers
     * hardly tell a and b apart, a penalty of 1e-4 · Σ (ln parameter)² keeps them finite; elsewhere it changes no digit
     * that is worth printing.
     *
     * @param customers at least one of them with a repeat purchase
     * @throws IllegalArgumentException otherwise
     */
    public static MbgNbd fit(List<History> customers) {
        return fit(MbgLikelihood.of(customers), List.of());
    }

    /** The search starts at the given models, or where none are given, at its own. */
    static MbgNbd fit(MbgLikelihood likelihood, List<MbgNbd> starts) {
        Bfgs.Minimum best = null;
        for (double[] start : starts.isEmpty() ? likelihood.starts() : logs(starts)) {
            Bfgs.Minimum found = Bfgs.minimise(likelihood, start);
            best = best == null || found.value() < best.value() ? found : best;
        }
        if (best == null || !Double.isFinite(best.value())) {
            throw new IllegalArgumentException("the rates of buying could not be learned from these customers");
        }
        double[] at = Arrays.stream(best.at()).map(Math::exp).toArray();
        return new MbgNbd(at[0], at[1], at[2], at[3], likelihood.logLikelihood(best));
    }

    private static List<double[]> logs(List<MbgNbd> models) {
        return models.stream()
                .map(one ->
                        new double[] {Math.log(one.r()), Math.log(one.alpha()), Math.log(one.a()), Math.log(one.b())})
                .toList();
    }

    /**
     * P(at least one purchase in the next weeks), in [0, 1]: the churn score to show.
     *
     * @param weeks above 0
     */
    public double buysWithin(History history, double weeks) {
        return Math.exp(logBuysWithin(history, weeks));
    }

    /** Its natural logarithm, finite also where the chance itself is too small for a double. */
    double logBuysWithin(History history, double weeks) {
        return logActive(history) + Math.log(buysIfActive(history, weeks));
    }

    /** Expected number of days with a purchase in the next weeks of a customer who buys at all in them, at least 1. */
    public double expectedIfBuys(History history, double weeks) {
        return Math.max(1, expectedIfActive(history, weeks) / buysIfActive(history, weeks));
    }

    /** ln P(the customer has not left for good), at most 0. Not a churn score: it says nothing of when. */
    double logActive(History history) {
        double x = history.purchases();
        double left = Math.log(a) - Math.log(b + x) + (r + x) * silence(history);
        return -MbgLikelihood.softplus(left);
    }

    /** log((alpha + T) / (alpha + t_x)). */
    private double silence(History history) {
        return Math.log1p((history.observed() - history.lastAfter()) / (alpha + history.lastAfter()));
    }

    private double buysIfActive(History history, double weeks) {
        require(weeks > 0 && Double.isFinite(weeks), "the weeks ahead must be above 0 and finite");
        return -Math.expm1(-(r + history.purchases()) * Math.log1p(weeks / (alpha + history.observed())));
    }

    /**
     * (a+b+x)/(a-1)·(1 - (1-z)^(a-1)·2F1(a+b-r, a-1; a+b+x; z)) with z = t/(alpha+T+t), after Euler's transformation.
     * 2F1 = 1 + (a-1)·S, so that a factor a-1 cancels and a = 1 needs no case of its own.
     */
    private double expectedIfActive(History history, double weeks) {
        require(weeks > 0 && Double.isFinite(weeks), "the weeks ahead must be above 0 and finite");
        double c = a + b + history.purchases();
        double base = alpha + history.observed();
        double z = weeks / (base + weeks);
        double logRest = -Math.log1p(weeks / base);
        double term = (a + b - r) / c * z;
        double sum = term;
        double logScale = 0;
        for (int n = 1; n < MOST_TERMS && Math.abs(term) > SERIES_ENDS * Math.abs(sum); n++) {
            term *= (a + b - r + n) / (c + n) * ((a - 1 + n) / (n + 1)) * z;
            sum += term;
            if (sum > HUGE) {
                term /= HUGE;
                sum /= HUGE;
                logScale += Math.log(HUGE);
            }
        }
        double power = (a - 1) * logRest;
        double bracket = Math.abs(power) < 1e-300 ? -logRest : -Math.expm1(power) / (a - 1);
        return Math.max(0, c * (bracket - Math.exp(power + logScale) * sum));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
