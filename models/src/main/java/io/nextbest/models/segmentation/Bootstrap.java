package io.nextbest.models.segmentation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What happens to the segments when the customers are drawn anew: as many with replacement, clustered again, matched to
 * the original segments by the Hungarian method, and everybody assigned again.
 *
 * <p>Time O(refits·starts·n·k·iterations), on all cores; the same seed gives the same answer on any number of cores.
 *
 * <p>Source: Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics and Data Analysis 52,
 * 2007; von Luxburg, "Clustering Stability: An Overview", Foundations and Trends in Machine Learning 2(3), 2010.
 *
 * @param stability mean adjusted Rand index of the refits against the original, at most 1
 * @param agreement per customer, the share of refits that put the customer into the same segment, in [0, 1]
 */
public record Bootstrap(double stability, List<Double> agreement) {

    /** Random starts of each refit; with one, instability of the search is taken for instability of the segments. */
    private static final int STARTS = 10;

    public Bootstrap {
        agreement = List.copyOf(agreement);
    }

    /**
     * Refits a model on customers drawn from its table.
     *
     * @param table the customers the model was fitted on, at least one
     * @param refits at least 1
     */
    public static Bootstrap of(SegmentModel model, RfmTable table, int refits, long seed) {
        return of(new Lloyd(model.points(table)), model.centroids().centers(), refits, seed);
    }

    static Bootstrap of(Lloyd customers, double[][] centers, int refits, long seed) {
        if (refits < 1 || customers.size() < 1) {
            throw new IllegalArgumentException("a bootstrap needs a refit and a customer");
        }
        List<Refit> done = refits(customers, centers, refits, seed);
        double[] agreement = new double[customers.size()];
        for (Refit refit : done) {
            for (int i = 0; i < agreement.length; i++) {
                agreement[i] += refit.same[i] ? 1.0 / refits : 0;
            }
        }
        return new Bootstrap(
                done.stream().mapToDouble(Refit::index).average().orElseThrow(),
                Arrays.stream(agreement)
                        .map(share -> Math.min(1, share))
                        .boxed()
                        .toList());
    }

    /** The adjusted Rand index of each of so many refits. */
    static double[] indices(Lloyd customers, double[][] centers, int refits, long seed) {
        return refits(customers, centers, refits, seed).stream()
                .mapToDouble(Refit::index)
                .toArray();
    }

    private static List<Refit> refits(Lloyd customers, double[][] centers, int refits, long seed) {
        int[] original = customers.labels(centers);
        var seeds = new SplittableRandom(seed);
        List<SplittableRandom> randoms =
                IntStream.range(0, refits).mapToObj(one -> seeds.split()).toList();
        return randoms.parallelStream()
                .map(random -> refit(customers, centers, original, random))
                .toList();
    }

    private record Refit(double index, boolean[] same) {}

    private static Refit refit(Lloyd customers, double[][] centers, int[] original, SplittableRandom random) {
        Lloyd.Fit fit = customers.resample(random).fit(centers.length, STARTS, random);
        int[] labels = customers.labels(fit.centers());
        double[][] costs = new double[centers.length][centers.length];
        for (int i = 0; i < labels.length; i++) {
            costs[labels[i]][original[i]]--;
        }
        int[] names = Matching.of(costs);
        boolean[] same = new boolean[labels.length];
        for (int i = 0; i < same.length; i++) {
            same[i] = names[labels[i]] == original[i];
        }
        return new Refit(Agreement.adjustedRandIndex(original, labels), same);
    }
}
