package io.nextbest.models.segmentation;

/**
 * How much nearer points are to their own group than to the next one, on average.
 *
 * <p>Time O(n²). It favours any split that isolates a few giants (0.9 for k = 2 on raw figures), so it decides only
 * where nothing better is known.
 *
 * <p>Source: Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20, 1987.
 *
 * @param mean of (b - a) / max(a, b) over the points, in [-1, 1]; a point alone in its group counts 0
 * @param standardError of the mean, were the points drawn again, at least 0
 */
record Silhouette(double mean, double standardError) {

    static Silhouette of(double[][] points, int[] labels, int groups) {
        int[] sizes = new int[groups];
        for (int label : labels) {
            sizes[label]++;
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < points.length; i++) {
            double[] distances = new double[groups];
            for (int other = 0; other < points.length; other++) {
                distances[labels[other]] += distance(points[i], points[other]);
            }
            double one = of(distances, sizes, labels[i]);
            sum += one;
            squares += one * one;
        }
        double mean = sum / points.length;
        double variance = Math.max(0, squares / points.length - mean * mean);
        return new Silhouette(mean, Math.sqrt(variance / points.length));
    }

    private static double of(double[] distances, int[] sizes, int own) {
        double next = Double.POSITIVE_INFINITY;
        for (int group = 0; group < sizes.length; group++) {
            if (group != own && sizes[group] > 0) {
                next = Math.min(next, distances[group] / sizes[group]);
            }
        }
        if (sizes[own] < 2 || next == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double inside = distances[own] / (sizes[own] - 1);
        double larger = Math.max(inside, next);
        return larger == 0 ? 0 : (next - inside) / larger;
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += (one[j] - other[j]) * (one[j] - other[j]);
        }
        return Math.sqrt(sum);
    }
}
