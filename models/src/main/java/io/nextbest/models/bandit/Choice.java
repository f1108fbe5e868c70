package io.nextbest.models.bandit;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * An arm drawn from known probabilities.
 *
 * <p>The draw is by inversion: one uniform number u in [0, 1), and the first arm at which the running sum of the
 * probabilities exceeds u. So the propensity is the probability with which this very code draws the arm, not an
 * estimate of it. Time O(arms). Immutable.
 *
 * <p>Source: Devroye, "Non-Uniform Random Variate Generation", 1986, section III.2.
 *
 * @param arm index of the arm drawn, counted from 0
 * @param probabilities the probability of each arm, each in [0, 1], summing to 1 within 1e-9
 */
public record Choice(int arm, List<Double> probabilities) {

    private static final double TOLERANCE = 1e-9;

    /** @throws IllegalArgumentException if the probabilities are none, or the arm had no chance of being drawn */
    public Choice {
        probabilities = List.copyOf(probabilities);
        double sum = 0;
        for (double probability : probabilities) {
            require(probability >= 0 && probability <= 1, "a probability must be in [0, 1], was " + probability);
            sum += probability;
        }
        require(Math.abs(sum - 1) <= TOLERANCE, "probabilities must sum to 1, summed to " + sum);
        require(arm >= 0 && arm < probabilities.size(), "no arm has the index " + arm);
        require(probabilities.get(arm) > 0, "an arm without a chance cannot have been drawn");
    }

    /**
     * Draws one arm.
     *
     * @param probabilities the probability of each arm, each in [0, 1], summing to 1 within 1e-9
     * @throws IllegalArgumentException if they are none, out of range or do not sum to 1
     */
    public static Choice draw(double[] probabilities, RandomGenerator random) {
        double left = random.nextDouble();
        int arm = -1;
        for (int i = 0; i < probabilities.length && left >= 0; i++) {
            if (probabilities[i] > 0) { // an arm without a chance is passed over, also where the sum is a hair below 1
                arm = i;
                left -= probabilities[i];
            }
        }
        return new Choice(arm, DoubleStream.of(probabilities).boxed().toList());
    }

    /** The probability with which the arm was drawn, in (0, 1]. */
    public double propensity() {
        return probabilities.get(arm);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
