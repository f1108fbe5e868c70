package io.nextbest.models.segmentation;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the members of a cluster have in common.
 *
 * <p>Source: the twelve figures that the older segmentation service published per segment. The median of an even number
 * of members is the mean of the middle two.
 *
 * @param customers how many there are, at least 1
 * @param share of all customers, in (0, 1]
 * @param revenueShare of all money, in [0, 1]; 0 where nobody spent anything
 * @param stats {@code Recency_|Frequency_|Monetary_} x {@code mean|median|min|max}, in this order; in days,
 *     invoices, money
 */
public record ClusterProfile(int customers, double share, double revenueShare, Map<String, Double> stats) {

    private static final List<String> COLUMNS = List.of("Recency", "Frequency", "Monetary");

    public ClusterProfile {
        stats = Collections.unmodifiableMap(new LinkedHashMap<>(stats));
    }

    /**
     * @param members rows of recency, frequency, monetary, at least one
     * @param allCustomers customers in all clusters
     * @param allMoney money in all clusters
     * @throws IllegalArgumentException if there is no member
     */
    public static ClusterProfile of(List<double[]> members, int allCustomers, double allMoney) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a cluster without members has no profile");
        }
        Map<String, Double> stats = LinkedHashMap.newLinkedHashMap(12);
        for (int j = 0; j < COLUMNS.size(); j++) {
            int column = j;
            double[] sorted =
                    members.stream().mapToDouble(row -> row[column]).sorted().toArray();
            stats.put(COLUMNS.get(j) + "_mean", Arrays.stream(sorted).average().orElseThrow());
            stats.put(COLUMNS.get(j) + "_median", median(sorted));
            stats.put(COLUMNS.get(j) + "_min", sorted[0]);
            stats.put(COLUMNS.get(j) + "_max", sorted[sorted.length - 1]);
        }
        double money = members.stream().mapToDouble(row -> row[2]).sum();
        return new ClusterProfile(
                members.size(), (double) members.size() / allCustomers, allMoney > 0 ? money / allMoney : 0, stats);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
