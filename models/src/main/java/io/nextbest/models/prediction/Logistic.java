package io.nextbest.models.prediction;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.RealMatrix;

/**
 * Logistic regression with a ridge penalty: P(y = 1 | x) = 1 / (1 + exp(-eta)), eta = a + Σ b[j]·(x[j] - m[j]).
 *
 * <p>m[j] is the mean of feature j in the training rows, so that a is the log-odds of a customer who is average in
 * every feature. Fitting maximises Σ log P(y[i]) - (ridge / 2)·Σ b[j]² by Newton's method with step halving; the
 * intercept a
 * is not penalised. The covariance of (a, b) is the inverse of the penalised information, that is the normal
 * approximation of the posterior under b[j] ~ N(0, 1 / ridge); with a ridge that is small against the number of rows it
 * is the usual asymptotic covariance. The penalty acts on the feature's own unit: bring features to similar scales.
 *
 * <p>Fitting takes O(n·k²) per step and about eight steps, prediction O(k²). Immutable; safe to share between threads.
 *
 * <p>Source: le Cessie and van Houwelingen, "Ridge Estimators in Logistic Regression", Applied Statistics 41, 1992;
 * interval by the delta method on the log-odds: Hosmer, Lemeshow and Sturdivant, "Applied Logistic Regression", 3rd
 * edition, 2013, section 1.4.
 */
public final class Logistic {

    private static final int MOST_STEPS = 100;
    private static final int MOST_HALVINGS = 60;
    private static final double CONVERGED = 1e-10;
    private static final double ASYMMETRY = 1e-12;
    private static final double NORMAL_975 = 1.959963984540054;

    private final double[] means;
    private final double[] coefficients;
    private final double[][] covariance;

    private Logistic(double[] means, double[] coefficients, double[][] covariance) {
        this.means = means;
        this.coefficients = coefficients;
        this.covariance = covariance;
    }

    /**
     * A model from the parts of an earlier fit.
     *
     * @param means m, one per feature
     * @param coefficients a, then b: one more than features
     * @param covariance of the coefficients, square
     * @throws IllegalArgumentException if the sizes do not fit or a number is not finite
     */
    public static Logistic of(double[] means, double[] coefficients, double[][] covariance) {
        require(coefficients.length == means.length + 1, "coefficients must be one more than means");
        require(covariance.length == coefficients.length, "covariance must have a row per coefficient");
        requireFinite(means);
        requireFinite(coefficients);
        for (double[] row : covariance) {
            require(row.length == coefficients.length, "covariance must be square");
            requireFinite(row);
        }
        return new Logistic(means.clone(), coefficients.clone(), copy(covariance));
    }

    /**
     * @param features x, one row per case, all rows of the same length, possibly 0
     * @param happened y, one per row
     * @param ridge strength of the penalty, in (0, ∞)
     * @throws IllegalArgumentException if lengths differ, a feature is not finite, the ridge is outside its range or
     *     all rows have the same outcome
     */
    public static Logistic fit(double[][] features, boolean[] happened, double ridge) {
        require(features.length == happened.length, "features and outcomes differ in length");
        require(ridge > 0 && ridge < Double.POSITIVE_INFINITY, "ridge must be in (0, ∞)");
        requireBothOutcomes(happened);
        int width = features[0].length;
        for (double[] row : features) {
            require(row.length == width, "rows differ in length");
            requireFinite(row);
        }
        double[] means = columnMeans(features);
        double[][] design = design(features, means);

        double[] coefficients = new double[width + 1];
        double fit = penalisedLogLikelihood(design, happened, coefficients, ridge);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] gradient = gradient(design, happened, coefficients, ridge);
            double[] move = solver(design, coefficients, ridge)
                    .solve(new ArrayRealVector(gradient, false))
                    .toArray();
            double length = 1;
            double[] next = moved(coefficients, move, length);
            double nextFit = penalisedLogLikelihood(design, happened, next, ridge);
            for (int halving = 0; nextFit < fit && halving < MOST_HALVINGS; halving++) {
                length /= 2;
                next = moved(coefficients, move, length);
                nextFit = penalisedLogLikelihood(design, happened, next, ridge);
            }
            boolean converged = largest(move) < CONVERGED || nextFit < fit;
            if (nextFit >= fit) {
                coefficients = next;
                fit = nextFit;
            }
            if (converged) {
                break;
            }
        }
        double[][] covariance = solver(design, coefficients, ridge).getInverse().getData();
        return new Logistic(means, coefficients, covariance);
    }

    /**
     * The probability for one case, with the interval that the uncertainty of the coefficients gives it.
     *
     * @param features x, one per feature of the fit
     * @throws IllegalArgumentException if the number of features differs or one is not finite
     */
    public Estimate predict(double... features) {
        double[] terms = contributions(features);
        double logOdds = Arrays.stream(terms).sum();
        double[] row = new double[coefficients.length];
        row[0] = 1;
        for (int j = 0; j < means.length; j++) {
            row[j + 1] = features[j] - means[j];
        }
        double variance = 0;
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < row.length; j++) {
                variance += row[i] * covariance[i][j] * row[j];
            }
        }
        double margin = NORMAL_975 * Math.sqrt(Math.max(0, variance));
        return new Estimate(probability(logOdds), probability(logOdds - margin), probability(logOdds + margin));
    }

    /**
     * What makes up the log-odds of one case: first the average customer's, then each feature's departure from its
     * mean. The entries sum to the log-odds.
     *
     * @param features x, one per feature of the fit
     * @return one more entry than features, in log-odds
     * @throws IllegalArgumentException if the number of features differs or one is not finite
     */
    public double[] contributions(double... features) {
        require(features.length == means.length, "expected " + means.length + " features, got " + features.length);
        requireFinite(features);
        double[] terms = new double[coefficients.length];
        terms[0] = coefficients[0];
        for (int j = 0; j < means.length; j++) {
            terms[j + 1] = coefficients[j + 1] * (features[j] - means[j]);
        }
        return terms;
    }

    /** m, the mean of each feature in training. */
    public double[] means() {
        return means.clone();
    }

    /** a, then b. */
    public double[] coefficients() {
        return coefficients.clone();
    }

    /** Covariance of (a, b). */
    public double[][] covariance() {
        return copy(covariance);
    }

    private static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    private static double[] columnMeans(double[][] features) {
        double[] means = new double[features[0].length];
        for (double[] row : features) {
            for (int j = 0; j < means.length; j++) {
                means[j] += row[j] / features.length;
            }
        }
        return means;
    }

    private static double[][] design(double[][] features, double[] means) {
        double[][] design = new double[features.length][means.length + 1];
        for (int i = 0; i < features.length; i++) {
            design[i][0] = 1;
            for (int j = 0; j < means.length; j++) {
                design[i][j + 1] = features[i][j] - means[j];
            }
        }
        return design;
    }

    private static double penalisedLogLikelihood(
            double[][] design, boolean[] happened, double[] coefficients, double ridge) {
        double sum = 0;
        for (int i = 0; i < design.length; i++) {
            double logOdds = dot(design[i], coefficients);
            double signed = happened[i] ? -logOdds : logOdds;
            // log(1 + e^s) without overflow
            sum -= Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed)));
        }
        for (int j = 1; j < coefficients.length; j++) {
            sum -= ridge / 2 * coefficients[j] * coefficients[j];
        }
        return sum;
    }

    private static double[] gradient(double[][] design, boolean[] happened, double[] coefficients, double ridge) {
        double[] gradient = new double[coefficients.length];
        for (int i = 0; i < design.length; i++) {
            double surprise = (happened[i] ? 1 : 0) - probability(dot(design[i], coefficients));
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] += surprise * design[i][j];
            }
        }
        for (int j = 1; j < gradient.length; j++) {
            gradient[j] -= ridge * coefficients[j];
        }
        return gradient;
    }

    private static DecompositionSolver solver(double[][] design, double[] coefficients, double ridge) {
        RealMatrix information = information(design, coefficients, ridge);
        // outcomes that a feature separates leave the intercept almost without information: small is not singular
        return new CholeskyDecomposition(information, ASYMMETRY, Double.MIN_NORMAL).getSolver();
    }

    private static RealMatrix information(double[][] design, double[] coefficients, double ridge) {
        int width = coefficients.length;
        double[][] information = new double[width][width];
        for (double[] row : design) {
            double p = probability(dot(row, coefficients));
            for (int j = 0; j < width; j++) {
                for (int k = 0; k <= j; k++) {
                    information[j][k] += p * (1 - p) * row[j] * row[k];
                }
            }
        }
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < j; k++) {
                information[k][j] = information[j][k];
            }
            information[j][j] += j == 0 ? 0 : ridge;
        }
        return new Array2DRowRealMatrix(information, false);
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int j = 0; j < left.length; j++) {
            sum += left[j] * right[j];
        }
        return sum;
    }

    private static double[] moved(double[] from, double[] move, double length) {
        double[] to = from.clone();
        for (int j = 0; j < to.length; j++) {
            to[j] += length * move[j];
        }
        return to;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }

    private static void requireBothOutcomes(boolean[] happened) {
        boolean some = false;
        boolean all = true;
        for (boolean one : happened) {
            some |= one;
            all &= one;
        }
        require(some && !all, "every row has the same outcome: there is nothing to tell apart");
    }

    private static void requireFinite(double[] values) {
        for (double value : values) {
            require(Double.isFinite(value), "every number must be finite");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
