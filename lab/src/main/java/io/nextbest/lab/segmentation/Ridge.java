package io.nextbest.lab.segmentation;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/** Linear regression on standardised features with a ridge penalty: the challenger that learns at earlier cuts. */
final class Ridge {

    private static final double PENALTY = 10;

    private final double[] means;
    private final double[] deviations;
    private final double[] slopes;
    private final double level;

    private Ridge(double[] means, double[] deviations, double[] slopes, double level) {
        this.means = means;
        this.deviations = deviations;
        this.slopes = slopes;
        this.level = level;
    }

    static Ridge fit(double[][] rows, double[] goals) {
        int width = rows[0].length;
        double[] means = new double[width];
        double[] deviations = new double[width];
        double level = 0;
        for (int i = 0; i < rows.length; i++) {
            level += goals[i] / rows.length;
            for (int j = 0; j < width; j++) {
                means[j] += rows[i][j] / rows.length;
            }
        }
        for (double[] row : rows) {
            for (int j = 0; j < width; j++) {
                deviations[j] += (row[j] - means[j]) * (row[j] - means[j]) / rows.length;
            }
        }
        for (int j = 0; j < width; j++) {
            deviations[j] = deviations[j] > 0 ? Math.sqrt(deviations[j]) : 1;
        }
        var unfitted = new Ridge(means, deviations, new double[width], level);
        double[][] products = new double[width][width];
        double[] answers = new double[width];
        for (int i = 0; i < rows.length; i++) {
            double[] row = unfitted.standardised(rows[i]);
            for (int j = 0; j < width; j++) {
                answers[j] += row[j] * (goals[i] - level);
                for (int k = 0; k < width; k++) {
                    products[j][k] += row[j] * row[k];
                }
            }
        }
        for (int j = 0; j < width; j++) {
            products[j][j] += PENALTY;
        }
        double[] slopes = new CholeskyDecomposition(new Array2DRowRealMatrix(products, false), 1e-9, 1e-12)
                .getSolver()
                .solve(new ArrayRealVector(answers, false))
                .toArray();
        return new Ridge(means, deviations, slopes, level);
    }

    double predict(double[] row) {
        double sum = level;
        double[] standardised = standardised(row);
        for (int j = 0; j < slopes.length; j++) {
            sum += slopes[j] * standardised[j];
        }
        return sum;
    }

    private double[] standardised(double[] row) {
        double[] standardised = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            standardised[j] = (row[j] - means[j]) / deviations[j];
        }
        return standardised;
    }
}
