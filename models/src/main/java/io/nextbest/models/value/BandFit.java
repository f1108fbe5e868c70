package io.nextbest.models.value;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A model as it was learned, and what its bootstrap refits said of it.
 *
 * <p>Source: see {@link ValueModel}; the calibration error is that of Naeini, Cooper and Hauskrecht, "Obtaining Well
 * Calibrated Probabilities Using Bayesian Binning", AAAI 2015, with groups of equal size.
 *
 * @param agreement mean share of refits that put a customer into the same band, in [0, 1]
 * @param calibrationError mean distance, over ten groups of customers by confidence, of mean confidence and mean
 *     agreement, in [0, 1]; on the refits that the confidence was fitted to
 */
public record BandFit(ValueModel model, double agreement, double calibrationError) {

    private static final int GROUPS = 10;

    static BandFit of(ValueModel model, double[] confidence, double[] agreement) {
        int[] order = IntStream.range(0, confidence.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> confidence[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double error = 0;
        for (int group = 0; group < GROUPS; group++) {
            int from = (int) ((long) order.length * group / GROUPS);
            int to = (int) ((long) order.length * (group + 1) / GROUPS);
            double gap = 0;
            for (int i = from; i < to; i++) {
                gap += confidence[order[i]] - agreement[order[i]];
            }
            error += Math.abs(gap) / order.length;
        }
        return new BandFit(model, Arrays.stream(agreement).average().orElse(0), error);
    }
}
