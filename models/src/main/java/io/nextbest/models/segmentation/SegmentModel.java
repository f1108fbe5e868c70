package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Segments learned from a table of figures: standardised recency, frequency and monetary, clustered by k-means.
 *
 * <p>Immutable; safe to share between threads. An assignment costs O(k).
 *
 * <p>Source: the older segmentation service's model (StandardScaler and KMeans on raw figures), which this reproduces:
 * 4,338 customers of Online Retail in five clusters of 3049, 1062, 213, 8 and 6 at inertia 3118.284.
 *
 * @param scaling what was learned of the figures' units
 * @param centroids the clusters, the biggest first
 * @param profiles one per cluster, same order
 * @param inertia sum of the squared distances of all customers to their centres, in squared standard deviations
 */
public record SegmentModel(Scaling scaling, Centroids centroids, List<ClusterProfile> profiles, double inertia) {

    /** @throws IllegalArgumentException if the number of profiles is not the number of clusters */
    public SegmentModel {
        profiles = List.copyOf(profiles);
        if (profiles.size() != centroids.size()) {
            throw new IllegalArgumentException("one profile per cluster is needed");
        }
    }

    /**
     * Learns the segments; the same table, k, starts and seed give the same model.
     *
     * @throws IllegalArgumentException if the table has fewer different customers than clusters
     */
    public static SegmentModel fit(RfmTable table, int clusters, int starts, long seed) {
        double[][] figures = table.toMatrix();
        if (figures.length < clusters) {
            throw new IllegalArgumentException(
                    "%d clusters need as many different points, got %d".formatted(clusters, figures.length));
        }
        Scaling scaling = Scaling.fit(figures);
        double[][] points = Arrays.stream(figures).map(scaling::apply).toArray(double[][]::new);
        Centroids centroids = Centroids.fit(points, clusters, starts, seed);
        List<List<double[]>> members = IntStream.range(0, clusters)
                .<List<double[]>>mapToObj(c -> new ArrayList<>())
                .toList();
        for (int i = 0; i < points.length; i++) {
            members.get(centroids.assign(points[i]).cluster()).add(figures[i]);
        }
        double allMoney = Arrays.stream(figures).mapToDouble(row -> row[2]).sum();
        List<ClusterProfile> profiles = members.stream()
                .map(rows -> ClusterProfile.of(rows, figures.length, allMoney))
                .toList();
        return new SegmentModel(scaling, centroids, profiles, centroids.inertia(points));
    }

    /** Which segment these figures belong to; contributions are those of recency, frequency, monetary. */
    public Membership assign(RfmFigures figures) {
        return centroids.assign(scaling.apply(figures.toVector()));
    }
}
