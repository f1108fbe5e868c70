package io.nextbest.models.value;

/**
 * Minimises a smooth function of a few variables: BFGS with step halving.
 *
 * <p>Source: Nocedal and Wright, "Numerical Optimization", 2nd edition, 2006, algorithms 3.1 and 6.1.
 */
final class Bfgs {

    private static final int MOST_STEPS = 300;
    private static final int MOST_HALVINGS = 60;
    private static final double FLAT = 1e-10;
    private static final double ENOUGH = 1e-4;

    private Bfgs() {}

    /** What is minimised. */
    interface Objective {

        /** The value, infinite outside the domain; writes the gradient into the second argument. */
        double at(double[] point, double[] gradient);
    }

    /** Where the search ended. */
    record Minimum(double[] at, double value) {}

    static Minimum minimise(Objective objective, double[] start) {
        int size = start.length;
        double[] at = start.clone();
        double[] slope = new double[size];
        double value = objective.at(at, slope);
        double[][] inverse = identity(size);
        double[] next = new double[size];
        double[] nextSlope = new double[size];
        for (int step = 0; step < MOST_STEPS && largest(slope) > FLAT; step++) {
            double[] way = downhill(inverse, slope);
            double descent = dot(way, slope);
            if (descent >= 0) {
                inverse = identity(size);
                continue;
            }
            double length = Math.min(1, 4 / largest(way));
            double found = Double.POSITIVE_INFINITY;
            for (int i = 0; i < MOST_HALVINGS && !(found <= value + ENOUGH * length * descent); i++) {
                length = i == 0 ? length : length / 2;
                for (int j = 0; j < size; j++) {
                    next[j] = at[j] + length * way[j];
                }
                found = objective.at(next, nextSlope);
            }
            if (!(found < value)) {
                break;
            }
            update(inverse, difference(next, at), difference(nextSlope, slope));
            at = next.clone();
            slope = nextSlope.clone();
            value = found;
        }
        return new Minimum(at, value);
    }

    /** Skipped where the curvature along the step is not positive. */
    private static void update(double[][] inverse, double[] moved, double[] bent) {
        double curvature = dot(moved, bent);
        if (!(curvature > 1e-300)) {
            return;
        }
        double[] image = new double[moved.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = dot(inverse[i], bent);
        }
        double scale = (1 + dot(bent, image) / curvature) / curvature;
        for (int i = 0; i < image.length; i++) {
            for (int j = 0; j < image.length; j++) {
                inverse[i][j] += scale * moved[i] * moved[j] - (image[i] * moved[j] + moved[i] * image[j]) / curvature;
            }
        }
    }

    private static double[] downhill(double[][] inverse, double[] slope) {
        double[] way = new double[slope.length];
        for (int i = 0; i < way.length; i++) {
            way[i] = -dot(inverse[i], slope);
        }
        return way;
    }

    private static double[][] identity(int size) {
        double[][] identity = new double[size][size];
        for (int i = 0; i < size; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    private static double[] difference(double[] left, double[] right) {
        double[] difference = new double[left.length];
        for (int j = 0; j < difference.length; j++) {
            difference[j] = left[j] - right[j];
        }
        return difference;
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int j = 0; j < left.length; j++) {
            sum += left[j] * right[j];
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
