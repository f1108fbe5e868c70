package io.nextbest.models.prediction;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How good stated probabilities were, judged on what then happened.
 *
 * <p>AUC = P(a case that happened was given more than one that did not), ties counted half: the Mann-Whitney statistic
 * from mid-ranks. Brier = mean of (p[i] - y[i])². Time O(n log n). Immutable; safe to share between threads.
 *
 * <p>Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic curve",
 * Radiology 143, 1982; Brier, "Verification of forecasts expressed in terms of probability", 1950.
 *
 * @param auc in [0, 1]; 0.5 is chance
 * @param brier in [0, 1]; lower is better
 * @param rows number of cases judged
 */
public record ProbabilityFigures(double auc, double brier, int rows) {

    /**
     * @param probabilities p, each in [0, 1]
     * @param happened y, same length
     * @throws IllegalArgumentException if lengths differ, a probability is outside [0, 1], or all cases ended the same
     */
    public static ProbabilityFigures of(double[] probabilities, boolean[] happened) {
        int n = probabilities.length;
        require(happened.length == n, "arrays differ in length");
        long positives = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double p = probabilities[i];
            require(p >= 0 && p <= 1, "a probability must be in [0, 1], was " + p);
            double error = p - (happened[i] ? 1 : 0);
            squares += error * error;
            positives += happened[i] ? 1 : 0;
        }
        require(positives > 0 && positives < n, "every case ended the same: there is nothing to rank");

        double rankSum = 0;
        double[] ranks = midRanks(probabilities);
        for (int i = 0; i < n; i++) {
            rankSum += happened[i] ? ranks[i] : 0;
        }
        double auc = (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * (n - positives));
        return new ProbabilityFigures(auc, squares / n, n);
    }

    private static double[] midRanks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from;
            while (to + 1 < order.length && values[order[to + 1]] == values[order[from]]) {
                to++;
            }
            double midRank = (from + to) / 2.0 + 1;
            Arrays.stream(order, from, to + 1).forEach(i -> ranks[i] = midRank);
            from = to + 1;
        }
        return ranks;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
