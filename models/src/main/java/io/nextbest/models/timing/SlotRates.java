package io.nextbest.models.timing;

import java.util.Arrays;
import java.util.Collection;
import org.hipparchus.special.Gamma;

/**
 * In which local hour a customer is active: his own hours, drawn towards the population's where he has few.
 *
 * <p>p(h | customer) = (n[h] + κ·π[h]) / (n + κ), the posterior mean of a Dirichlet(κ·π) prior after the customer's
 * counts n[h] with sum n. π[h] = (N[h] + ½) / (N + 12) is the population's share of hour h, no hour impossible. κ is
 * the number of a customer's own events that weigh as much as the population; it maximises the Dirichlet-multinomial
 * likelihood of all customers' counts over a grid from ½ to 2¹⁶ in steps of √2. A population whose members do not
 * differ gets the largest κ, so that nobody is personalised on noise.
 *
 * <p>Fitting takes O(customers · 24 · 35), a question O(24). Immutable; safe to share between threads.
 *
 * <p>Source: Minka, "Estimating a Dirichlet distribution", 2000; half a count per cell: Jeffreys' prior.
 */
public final class SlotRates {

    /** Hours of a day. */
    public static final int HOURS = 24;

    private static final double SMOOTHING = 0.5;
    private static final int GRID = 35;

    private final double[] population;
    private final double pooling;

    private SlotRates(double[] population, double pooling) {
        this.population = population;
        this.pooling = pooling;
    }

    /**
     * Rates from the parts of an earlier fit.
     *
     * @param population π, 24 shares in (0, 1] that sum to 1
     * @param pooling κ, in (0, ∞)
     * @throws IllegalArgumentException if the shares are not 24, not positive or do not sum to 1, or κ is not in (0, ∞)
     */
    public static SlotRates of(double[] population, double pooling) {
        require(population.length == HOURS, "expected 24 shares, got " + population.length);
        for (double share : population) {
            require(share > 0 && share <= 1, "a share must be in (0, 1], was " + share);
        }
        require(Math.abs(Arrays.stream(population).sum() - 1) < 1e-9, "the shares must sum to 1");
        require(pooling > 0 && pooling < Double.POSITIVE_INFINITY, "pooling must be in (0, ∞)");
        return new SlotRates(population.clone(), pooling);
    }

    /**
     * @param customers one array per customer: events in each of the 24 local hours
     * @throws IllegalArgumentException if an array has not 24 counts, a count is negative, or there is no event at all
     */
    public static SlotRates fit(Collection<int[]> customers) {
        double[] totals = new double[HOURS];
        double sum = 0;
        for (int[] counts : customers) {
            sum += requireCounts(counts);
            for (int h = 0; h < HOURS; h++) {
                totals[h] += counts[h];
            }
        }
        require(sum > 0, "no event to learn from");
        double[] population = new double[HOURS];
        for (int h = 0; h < HOURS; h++) {
            population[h] = (totals[h] + SMOOTHING) / (sum + HOURS * SMOOTHING);
        }
        double best = Double.NEGATIVE_INFINITY;
        double pooling = 0;
        for (int step = 0; step < GRID; step++) {
            double candidate = Math.pow(2, step / 2.0 - 1);
            double logLikelihood = logLikelihood(customers, population, candidate);
            if (logLikelihood > best) {
                best = logLikelihood;
                pooling = candidate;
            }
        }
        return new SlotRates(population, pooling);
    }

    /**
     * The customer's share of activity in each hour; all positive, summing to 1.
     *
     * @param counts the customer's events in each local hour; all 0 gives the population's shares
     * @throws IllegalArgumentException if there are not 24 counts or one is negative
     */
    public double[] shares(int[] counts) {
        long sum = requireCounts(counts);
        double[] shares = new double[HOURS];
        for (int h = 0; h < HOURS; h++) {
            shares[h] = (counts[h] + pooling * population[h]) / (sum + pooling);
        }
        return shares;
    }

    /**
     * The part of {@code shares(counts)[hour]} that comes from the customer's own events, n[h] / (n + κ); the rest
     * comes from the population.
     *
     * @param hour in [0, 23]
     * @throws IllegalArgumentException if there are not 24 counts or one is negative
     */
    public double ownPart(int[] counts, int hour) {
        return counts[hour] / (requireCounts(counts) + pooling);
    }

    /**
     * How much better these rates foretold a customer's later events than the population's shares did: Σ over the later
     * events of log p(h | customer) - log π[h].
     *
     * @param earlier the customer's counts that the rates may know
     * @param later his counts afterwards
     * @return in nats, negative where personalising misled
     * @throws IllegalArgumentException if there are not 24 counts or one is negative
     */
    public double logLikelihoodGain(int[] earlier, int[] later) {
        requireCounts(later);
        double[] shares = shares(earlier);
        double gain = 0;
        for (int h = 0; h < HOURS; h++) {
            gain += later[h] * Math.log(shares[h] / population[h]);
        }
        return gain;
    }

    /** π, the population's share of each hour. */
    public double[] population() {
        return population.clone();
    }

    /** κ, in events. */
    public double pooling() {
        return pooling;
    }

    private static double logLikelihood(Collection<int[]> customers, double[] population, double pooling) {
        double[] atZero = new double[HOURS];
        for (int h = 0; h < HOURS; h++) {
            atZero[h] = Gamma.logGamma(pooling * population[h]);
        }
        double whole = Gamma.logGamma(pooling);
        double sum = 0;
        for (int[] counts : customers) {
            long events = 0;
            for (int h = 0; h < HOURS; h++) {
                if (counts[h] > 0) {
                    sum += Gamma.logGamma(counts[h] + pooling * population[h]) - atZero[h];
                    events += counts[h];
                }
            }
            sum += whole - Gamma.logGamma(events + pooling);
        }
        return sum;
    }

    private static long requireCounts(int[] counts) {
        require(counts.length == HOURS, "expected 24 counts, got " + counts.length);
        long sum = 0;
        for (int count : counts) {
            require(count >= 0, "a count must not be negative");
            sum += count;
        }
        return sum;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
