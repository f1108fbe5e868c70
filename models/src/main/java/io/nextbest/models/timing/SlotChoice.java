package io.nextbest.models.timing;

import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random choice of a local hour among those allowed, q[h] ∝ share[h]^sharpness, with its exact probability.
 *
 * <p>Sharpness 0 tries every allowed hour alike, 1 follows the customer's shares, larger values narrow the choice to
 * his best hours while every allowed hour stays possible. Time O(hours).
 *
 * <p>Source: the power (Luce) choice rule; Luce, "Individual Choice Behavior", 1959.
 *
 * @param hour the chosen hour, in [0, 23]
 * @param propensity q of the chosen hour, in (0, 1]
 */
public record SlotChoice(int hour, double propensity) {

    /** The largest sharpness at which the smallest share that can occur still has a probability above 0. */
    public static final double MOST_SHARPNESS = 20;

    /**
     * @param shares p(h), 24 positive numbers
     * @param allowed hours to choose from, at least one, none twice
     * @param sharpness in [0, 20]
     * @throws IllegalArgumentException if nothing is allowed, a share is not in (0, 1] or the sharpness is outside its
     *     range
     */
    public static SlotChoice draw(
            double[] shares, Collection<Integer> allowed, double sharpness, RandomGenerator random) {
        require(sharpness >= 0 && sharpness <= MOST_SHARPNESS, "sharpness must be in [0, 20], was " + sharpness);
        require(!allowed.isEmpty(), "no hour is allowed");
        List<Integer> hours = allowed.stream().sorted().toList();
        double largest = hours.stream().mapToDouble(hour -> shares[hour]).max().orElseThrow();
        double[] weights = new double[hours.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double share = shares[hours.get(i)];
            require(share > 0 && share <= 1, "a share must be in (0, 1], was " + share);
            weights[i] = Math.pow(share / largest, sharpness);
            sum += weights[i];
        }
        double rest = random.nextDouble() * sum;
        int chosen = 0;
        while (chosen < weights.length - 1 && rest >= weights[chosen]) {
            rest -= weights[chosen];
            chosen++;
        }
        return new SlotChoice(hours.get(chosen), weights[chosen] / sum);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
