package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How one figure was spread when a model was fitted: the upper edges of its bins and the share of customers in each.
 *
 * <p>Bins are tenths of the base. Recency and frequency are whole numbers, so several tenths may end at the same one;
 * equal edges are one edge, and fewer bins remain.
 *
 * <p>Source: Siddiqi, "Credit Risk Scorecards", 2006, for deciles of the base.
 *
 * @param edges ascending upper edges of all bins but the last, each in its bin; empty if all customers were alike
 * @param shares of the base customers, one more than edges, each above 0, in sum 1
 * @param customers how many the base had, at least 1
 */
public record Deciles(List<Double> edges, List<Double> shares, int customers) {

    private static final int TENTHS = 10;

    /** @throws IllegalArgumentException if the numbers cannot be those of a base */
    public Deciles {
        edges = List.copyOf(edges);
        shares = List.copyOf(shares);
        boolean ascending = true;
        for (int i = 1; i < edges.size(); i++) {
            ascending &= edges.get(i - 1) < edges.get(i);
        }
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        boolean positive = shares.stream().allMatch(share -> share > 0);
        if (!ascending
                || shares.size() != edges.size() + 1
                || !positive
                || !(Math.abs(sum - 1) < 1e-6)
                || customers < 1) {
            throw new IllegalArgumentException(
                    "not the deciles of a base: edges %s, shares %s, %d customers".formatted(edges, shares, customers));
        }
    }

    /**
     * Learns the bins.
     *
     * @param base at least one finite number
     * @throws IllegalArgumentException otherwise
     */
    public static Deciles of(double[] base) {
        if (base.length == 0 || !Arrays.stream(base).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("deciles need customers, and a finite figure of each");
        }
        double[] sorted = base.clone();
        Arrays.sort(sorted);
        List<Double> edges = new ArrayList<>();
        for (int tenth = 1; tenth < TENTHS; tenth++) {
            double edge = sorted[(int) Math.ceil((double) tenth * sorted.length / TENTHS) - 1];
            boolean last = edge == sorted[sorted.length - 1];
            if (!last && (edges.isEmpty() || edge > edges.getLast())) {
                edges.add(edge + 0.0);
            }
        }
        long[] counts = counts(edges, base);
        return new Deciles(
                edges,
                Arrays.stream(counts)
                        .mapToObj(count -> (double) count / base.length)
                        .toList(),
                base.length);
    }

    /** How many of these figures fall into each bin. */
    long[] counts(double[] figures) {
        return counts(edges, figures);
    }

    private static long[] counts(List<Double> edges, double[] figures) {
        double[] upper = edges.stream().mapToDouble(Double::doubleValue).toArray();
        long[] counts = new long[upper.length + 1];
        for (double figure : figures) {
            int found = Arrays.binarySearch(upper, figure + 0.0);
            counts[found >= 0 ? found : -found - 1]++;
        }
        return counts;
    }
}
