package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Segments learned from a table of figures: recency, frequency and monetary, raw or as logarithms, standardised and
 * clustered by k-means.
 *
 * <p>Immutable; safe to share between threads. An assignment costs O(k).
 *
 * <p>Source: the older segmentation service's model (StandardScaler and KMeans on raw figures), which RAW with five
 * clusters reproduces, or finds the better optimum beside it: SEG-1 of docs/results/segmentation.md.
 *
 * @param features what the model sees of the figures
 * @param scaling what was learned of the figures' units
 * @param centroids the clusters, by size after a fit
 * @param profiles one per cluster, same order
 * @param inertia sum of the squared distances of all customers to their centres, in squared standard deviations
 */
public record SegmentModel(
        Features features, Scaling scaling, Centroids centroids, List<ClusterProfile> profiles, double inertia) {

    /** @throws IllegalArgumentException if the number of profiles is not the number of clusters */
    public SegmentModel {
        profiles = List.copyOf(profiles);
        if (profiles.size() != centroids.size()) {
            throw new IllegalArgumentException("one profile per cluster is needed");
        }
    }

    /**
     * Learns the segments, the biggest first; the same table and recipe give the same model.
     *
     * @throws IllegalArgumentException if the table has fewer different customers than clusters
     */
    public static SegmentModel fit(RfmTable table, Recipe recipe) {
        int customers = table.rows().size();
        if (customers < recipe.clusters()) {
            throw new IllegalArgumentException(
                    "%d clusters need as many different points, got %d".formatted(recipe.clusters(), customers));
        }
        double[][] rows = table.rows().stream()
                .map(row -> recipe.features().of(row.figures()))
                .toArray(double[][]::new);
        Scaling scaling = Scaling.fit(rows);
        double[][] points = Arrays.stream(rows).map(scaling::apply).toArray(double[][]::new);
        Centroids centroids = Centroids.fit(points, recipe.clusters(), recipe.starts(), recipe.seed());
        return of(table, recipe.features(), scaling, centroids);
    }

    /**
     * A model of centres that were found elsewhere, described on these customers.
     *
     * @throws IllegalArgumentException if a centre is nobody's nearest
     */
    public static SegmentModel of(RfmTable table, Features features, Scaling scaling, Centroids centroids) {
        double[][] figures = table.toMatrix();
        double[][] points = table.rows().stream()
                .map(row -> scaling.apply(features.of(row.figures())))
                .toArray(double[][]::new);
        List<List<double[]>> members = IntStream.range(0, centroids.size())
                .<List<double[]>>mapToObj(c -> new ArrayList<>())
                .toList();
        for (int i = 0; i < points.length; i++) {
            members.get(centroids.assign(points[i]).cluster()).add(figures[i]);
        }
        double allMoney = Arrays.stream(figures).mapToDouble(row -> row[2]).sum();
        List<ClusterProfile> profiles = members.stream()
                .map(rows -> ClusterProfile.of(rows, figures.length, allMoney))
                .toList();
        return new SegmentModel(features, scaling, centroids, profiles, centroids.inertia(points));
    }

    /** These figures as the centroids see them: in standard deviations from the mean; a new array. */
    public double[] point(RfmFigures figures) {
        return scaling.apply(features.of(figures));
    }

    /** A centre in days, invoices and money; under logarithms that is near the geometric mean. A new array. */
    public double[] center(int cluster) {
        double[] seen = centroids.centers()[cluster];
        double[] means = scaling.means();
        double[] deviations = scaling.deviations();
        double[] center = new double[seen.length];
        for (int j = 0; j < center.length; j++) {
            center[j] = Math.max(0, features.backward(seen[j] * deviations[j] + means[j]));
        }
        return center;
    }

    /** One row per customer of a table, in its order, as {@link #point} gives it. */
    double[][] points(RfmTable table) {
        return table.rows().stream().map(row -> point(row.figures())).toArray(double[][]::new);
    }

    /** Which segment these figures belong to; contributions are those of recency, frequency, monetary. */
    public Membership assign(RfmFigures figures) {
        return centroids.assign(point(figures));
    }

    /**
     * The same segments under other numbers.
     *
     * @param order a permutation: cluster i of the result is cluster order[i] of this model
     * @throws IllegalArgumentException if it is none
     */
    public SegmentModel renumbered(int[] order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, IntStream.range(0, profiles.size()).toArray())) {
            throw new IllegalArgumentException("not a permutation of the clusters: " + Arrays.toString(order));
        }
        double[][] centers = centroids.centers();
        return new SegmentModel(
                features,
                scaling,
                new Centroids(Arrays.stream(order).mapToObj(c -> centers[c]).toArray(double[][]::new)),
                Arrays.stream(order).mapToObj(profiles::get).toList(),
                inertia);
    }
}
