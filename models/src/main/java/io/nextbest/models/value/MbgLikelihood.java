package io.nextbest.models.value;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.hipparchus.special.Gamma;

/** Minus the mean log-likelihood of MBG/NBD in log r, log alpha, log a, log b, weakly penalised, with its gradient. */
final class MbgLikelihood implements Bfgs.Objective {

    static final double WIDEST = 16; // logs: beyond it a parameter is as good as 0 or infinite
    private static final double PENALTY = 1e-4;

    private final double[] last;
    private final double[] observed;
    private final double[] purchases;
    private final int[] level;
    /** Which row each customer is in. */
    private final int[] rowOf;

    private final double[] weight;
    private final double customers;

    private MbgLikelihood(MbgLikelihood rows, double[] weight) {
        this.last = rows.last;
        this.observed = rows.observed;
        this.purchases = rows.purchases;
        this.level = rows.level;
        this.rowOf = rows.rowOf;
        this.weight = weight;
        this.customers = Arrays.stream(weight).sum();
    }

    private MbgLikelihood(List<History> customers) {
        Comparator<History> byFigures = Comparator.comparingLong(History::purchases)
                .thenComparingDouble(History::lastAfter)
                .thenComparingDouble(History::observed);
        Integer[] order = new Integer[customers.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (left, right) -> byFigures.compare(customers.get(left), customers.get(right)));
        rowOf = new int[order.length];
        last = new double[order.length];
        observed = new double[order.length];
        level = new int[order.length];
        weight = new double[order.length];
        double[] distinct = new double[order.length];
        int rows = 0;
        int levels = 0;
        for (int i = 0; i < order.length; i++) {
            History one = customers.get(order[i]);
            if (i == 0 || byFigures.compare(one, customers.get(order[i - 1])) != 0) {
                if (levels == 0 || distinct[levels - 1] != one.purchases()) {
                    distinct[levels++] = one.purchases();
                }
                last[rows] = one.lastAfter();
                observed[rows] = one.observed();
                level[rows] = levels - 1;
                rows++;
            }
            rowOf[order[i]] = rows - 1;
            weight[rows - 1]++;
        }
        purchases = Arrays.copyOf(distinct, levels);
        this.customers = order.length;
        if (levels == 0 || purchases[levels - 1] == 0) {
            throw new IllegalArgumentException("nobody bought twice: no rate of buying can be learned");
        }
    }

    /** Equal histories become one row; rows are sorted, so that the order of the customers does not matter. */
    static MbgLikelihood of(List<History> customers) {
        return new MbgLikelihood(customers);
    }

    /**
     * The same customers, each as often as weights says.
     *
     * @throws IllegalArgumentException if none with a repeat purchase is left
     */
    MbgLikelihood weighted(int[] weights) {
        double[] again = new double[weight.length];
        boolean repeat = false;
        for (int i = 0; i < weights.length; i++) {
            again[rowOf[i]] += weights[i];
            repeat |= weights[i] > 0 && purchases[level[rowOf[i]]] > 0;
        }
        if (!repeat) {
            throw new IllegalArgumentException("nobody bought twice: no rate of buying can be learned");
        }
        return new MbgLikelihood(this, again);
    }

    /** Where a search begins that knows nothing yet. */
    List<double[]> starts() {
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
            sum += weight[i] * observed[i];
        }
        double time = Math.log(Math.max(1, sum / customers / 3));
        return List.of(new double[] {-0.5, time, 0, 0.5}, new double[] {0, time, -1.5, 1.5});
    }

    @Override
    public double at(double[] logs, double[] gradient) {
        for (double log : logs) {
            if (!(Math.abs(log) <= WIDEST)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        double r = Math.exp(logs[0]);
        double alpha = Math.exp(logs[1]);
        double a = Math.exp(logs[2]);
        double b = Math.exp(logs[3]);
        double[][] levels = levels(r, a, b);
        double sum = 0;
        double[] slopes = new double[4];
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] == 0) {
                continue;
            }
            double[] of = levels[level[i]];
            double x = purchases[level[i]];
            double silence = Math.log1p((observed[i] - last[i]) / (alpha + last[i]));
            double logTime = Math.log(alpha + observed[i]);
            double left = of[4] + (r + x) * silence;
            double gone = 1 / (1 + Math.exp(-left));
            sum += weight[i] * (of[0] + r * logs[1] - (r + x) * logTime + softplus(left));
            slopes[0] += weight[i] * (of[1] + logs[1] - logTime + gone * silence);
            slopes[1] += weight[i]
                    * (r / alpha
                            - (r + x) / (alpha + observed[i])
                            + gone * (r + x) * (1 / (alpha + observed[i]) - 1 / (alpha + last[i])));
            slopes[2] += weight[i] * (of[2] + gone / a);
            slopes[3] += weight[i] * (of[3] - gone / (b + x));
        }
        double[] parameters = {r, alpha, a, b};
        for (int j = 0; j < slopes.length; j++) {
            gradient[j] = (-slopes[j] * parameters[j] + 2 * PENALTY * logs[j]) / customers;
        }
        return (penalty(logs) - sum) / customers;
    }

    /** Of all customers and without the penalty, at a minimum of this function. */
    double logLikelihood(Bfgs.Minimum minimum) {
        return penalty(minimum.at()) - minimum.value() * customers;
    }

    private static double penalty(double[] logs) {
        double sum = 0;
        for (double log : logs) {
            sum += PENALTY * log * log;
        }
        return sum;
    }

    /** Per distinct x: the constant, its slopes in r, a and b, and log(a / (b + x)). */
    private double[][] levels(double r, double a, double b) {
        double[][] levels = new double[purchases.length][];
        double logR = Gamma.logGamma(r);
        double logB = Gamma.logGamma(b) - Gamma.logGamma(a + b);
        double psiR = Gamma.digamma(r);
        double psiB = Gamma.digamma(b);
        double psiAb = Gamma.digamma(a + b);
        for (int i = 0; i < levels.length; i++) {
            double x = purchases[i];
            double psiAll = Gamma.digamma(a + b + x + 1);
            levels[i] = new double[] {
                Gamma.logGamma(r + x) - logR + Gamma.logGamma(b + x + 1) - Gamma.logGamma(a + b + x + 1) - logB,
                Gamma.digamma(r + x) - psiR,
                psiAb - psiAll,
                Gamma.digamma(b + x + 1) - psiAll - psiB + psiAb,
                Math.log(a) - Math.log(b + x)
            };
        }
        return levels;
    }

    /** log(1 + e^u) without overflow. */
    static double softplus(double u) {
        return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
    }
}
