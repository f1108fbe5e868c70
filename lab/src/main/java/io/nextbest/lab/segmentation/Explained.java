package io.nextbest.lab.segmentation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Share of the variance of a figure that a label explains: 1 - variance within labels / variance of all.
 *
 * @param share of the variance, at most 1
 * @param low lower end of the 95 % interval from drawing customers with replacement
 * @param high upper end of it
 * @param smallest share of the customers that the rarest label has
 */
record Explained(double share, double low, double high, double smallest) {

    private static final int DRAWS = 1000;

    static Explained by(int[] labels, double[] figures, long seed) {
        int most = Arrays.stream(labels).max().orElseThrow() + 1;
        int[] once = new int[labels.length];
        Arrays.fill(once, 1);
        int[] sizes = new int[most];
        for (int label : labels) {
            sizes[label]++;
        }
        double[] draws = new double[DRAWS];
        var random = new SplittableRandom(seed);
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] weights = new int[labels.length];
            for (int i = 0; i < weights.length; i++) {
                weights[random.nextInt(weights.length)]++;
            }
            draws[draw] = share(labels, figures, weights, most);
        }
        Arrays.sort(draws);
        return new Explained(
                share(labels, figures, once, most),
                draws[(int) (0.025 * DRAWS)],
                draws[(int) (0.975 * DRAWS)],
                (double) Arrays.stream(sizes).min().orElseThrow() / labels.length);
    }

    private static double share(int[] labels, double[] figures, int[] weights, int most) {
        double[] count = new double[most];
        double[] sum = new double[most];
        double all = 0;
        double total = 0;
        double squares = 0;
        for (int i = 0; i < labels.length; i++) {
            count[labels[i]] += weights[i];
            sum[labels[i]] += weights[i] * figures[i];
            all += weights[i];
            total += weights[i] * figures[i];
            squares += weights[i] * figures[i] * figures[i];
        }
        double between = -total * total / all;
        for (int label = 0; label < most; label++) {
            between += count[label] > 0 ? sum[label] * sum[label] / count[label] : 0;
        }
        return between / (squares - total * total / all);
    }
}
