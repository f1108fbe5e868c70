package io.nextbest.models.segmentation;

/**
 * Brings figures of different units to a common scale: z = (x - mean) / deviation, per column.
 *
 * <p>The deviation is the population's, with n and not n - 1 below the root. A column without variation is only
 * centred (deviation 1), so that it neither divides by zero nor speaks in distances.
 *
 * <p>Time O(n·d). Immutable; safe to share between threads.
 *
 * <p>Source: Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2nd edition, section 14.3.3;
 * scikit-learn's StandardScaler, whose figures it reproduces.
 */
public final class Scaling {

    private final double[] means;
    private final double[] deviations;

    /**
     * @param means one per column, finite
     * @param deviations one per column, above 0 and finite
     * @throws IllegalArgumentException if the lengths differ or a number is outside its range
     */
    public Scaling(double[] means, double[] deviations) {
        require(means.length == deviations.length, "means and deviations differ in length");
        for (int j = 0; j < means.length; j++) {
            require(Double.isFinite(means[j]), "a mean is not finite");
            require(deviations[j] > 0 && Double.isFinite(deviations[j]), "a deviation is not above 0 and finite");
        }
        this.means = means.clone();
        this.deviations = deviations.clone();
    }

    /**
     * Learns means and deviations.
     *
     * @param rows at least one, all of one length, every number finite
     * @throws IllegalArgumentException otherwise
     */
    public static Scaling fit(double[][] rows) {
        require(rows.length > 0, "no rows to scale");
        int columns = rows[0].length;
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        for (double[] row : rows) {
            require(row.length == columns, "rows differ in length");
            for (int j = 0; j < columns; j++) {
                require(Double.isFinite(row[j]), "a figure is not finite");
                means[j] += row[j] / rows.length;
            }
        }
        for (int j = 0; j < columns; j++) {
            deviations[j] = deviation(rows, j, means[j]);
        }
        return new Scaling(means, deviations);
    }

    private static double deviation(double[][] rows, int column, double mean) {
        double sumSquared = 0;
        double largest = 0;
        for (double[] row : rows) {
            sumSquared += (row[column] - mean) * (row[column] - mean);
            largest = Math.max(largest, Math.abs(row[column]));
        }
        double deviation = Math.sqrt(sumSquared / rows.length);
        boolean onlyRounding = deviation <= 1e-12 * largest;
        return onlyRounding ? 1 : deviation;
    }

    /**
     * One row in standard deviations from the mean; a new array.
     *
     * @throws IllegalArgumentException if the row has another length or a number that is not finite
     */
    public double[] apply(double[] row) {
        require(row.length == means.length, "expected " + means.length + " figures, got " + row.length);
        double[] scaled = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            require(Double.isFinite(row[j]), "a figure is not finite");
            scaled[j] = (row[j] - means[j]) / deviations[j];
        }
        return scaled;
    }

    /** One per column, in the figures' own units; a copy. */
    public double[] means() {
        return means.clone();
    }

    /** One per column, in the figures' own units, above 0; a copy. */
    public double[] deviations() {
        return deviations.clone();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
