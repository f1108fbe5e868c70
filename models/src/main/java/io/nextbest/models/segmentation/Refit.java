package io.nextbest.models.segmentation;

import java.util.Arrays;

/**
 * A fit to newer customers that people still recognise: among centres that are as good as the best there are, up to
 * three hundredths of the inertia, those nearest to the old ones.
 *
 * <p>The best inertia is that of a fit from scratch. From the old centres, in the new table's standard deviations,
 * Lloyd's iterations lead to it or to a neighbour of it; the refit stops at the first of them (after at least one) that
 * is good enough. If the way never gets there, the segments have changed and the fit from scratch is taken. However
 * often it is repeated, the result is never worse than that margin.
 *
 * <p>How many customers keep their segment over a month, beside a fit from scratch, is SEG-4 of
 * docs/results/segmentation.md.
 *
 * <p>Time that of a fit from scratch. Source: warm starts of Lloyd's iterations; stopping early as in Zhang and Yu,
 * "Boosting with Early Stopping", Annals of Statistics 33(4), 2005; the margin is ours.
 */
public final class Refit {

    /** How much more inertia than the best is worth a name that stays. */
    public static final double MARGIN = 0.03;

    private static final int MOST_ITERATIONS = 100;

    private Refit() {}

    /**
     * Fits anew, staying near an older model if that has the same features and as many clusters; else from scratch.
     *
     * @throws IllegalArgumentException if the table has fewer different customers than clusters
     */
    public static SegmentModel of(SegmentModel before, RfmTable table, Recipe recipe) {
        SegmentModel fresh = SegmentModel.fit(table, recipe);
        if (before.features() != recipe.features() || before.centroids().size() != recipe.clusters()) {
            return fresh;
        }
        var customers = new Lloyd(fresh.points(table));
        double[][] centers = moved(before, fresh.scaling());
        for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
            centers = customers.step(centers).centers();
            boolean enough = customers.step(centers).inertia() <= fresh.inertia() * (1 + MARGIN);
            if (enough && everyCenterCounts(customers.labels(centers), centers.length)) {
                return SegmentModel.of(table, recipe.features(), fresh.scaling(), new Centroids(centers));
            }
        }
        return fresh;
    }

    private static boolean everyCenterCounts(int[] labels, int clusters) {
        return Arrays.stream(labels).distinct().count() == clusters;
    }

    /** The old centres in other standard deviations. */
    static double[][] moved(SegmentModel model, Scaling to) {
        double[] means = model.scaling().means();
        double[] deviations = model.scaling().deviations();
        return Arrays.stream(model.centroids().centers())
                .map(center -> {
                    double[] seen = new double[center.length];
                    Arrays.setAll(seen, j -> center[j] * deviations[j] + means[j]);
                    return to.apply(seen);
                })
                .toArray(double[][]::new);
    }
}
