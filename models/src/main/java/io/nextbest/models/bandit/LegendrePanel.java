package io.nextbest.models.bandit;

/**
 * Integrals over [-1, 1] and the running integral from -1, from the values of a function at the Gauss-Legendre nodes.
 *
 * <p>With n nodes x[k] and weights w[k], ∫f ≈ Σ w[k] f(x[k]) is exact for polynomials up to degree 2n-1. The running
 * integral at x[k] is Σ q[k][m] f(x[m]) with q[k][m] = ∫ from -1 to x[k] of the m-th Lagrange polynomial, exact up to
 * degree n-1. Immutable; safe to share between threads.
 *
 * <p>Source: Davis and Rabinowitz, "Methods of Numerical Integration", 2nd edition, 1984, section 2.7; running
 * integral by the Legendre expansion: Greengard, "Spectral integration", SIAM J. Numer. Anal. 28, 1991.
 */
final class LegendrePanel {

    private LegendrePanel() {}

    static final int NODES = 16;

    private static final double[] NODE = new double[NODES];
    private static final double[] WEIGHT = new double[NODES];
    private static final double[][] RUNNING = new double[NODES][NODES];

    static {
        for (int k = 0; k < NODES; k++) {
            double x = -Math.cos(Math.PI * (k + 0.75) / (NODES + 0.5));
            double slope = 1;
            for (int step = 0; step < 20; step++) { // Newton; five steps reach the last bit
                double[] p = legendre(x);
                slope = NODES * (x * p[NODES] - p[NODES - 1]) / (x * x - 1);
                x -= p[NODES] / slope;
            }
            NODE[k] = x;
            WEIGHT[k] = 2 / ((1 - x * x) * slope * slope);
        }
        for (int k = 0; k < NODES; k++) {
            double[] at = legendre(NODE[k]);
            for (int m = 0; m < NODES; m++) {
                double[] from = legendre(NODE[m]);
                double sum = (NODE[k] + 1) / 2;
                for (int n = 1; n < NODES; n++) {
                    sum += from[n] * (at[n + 1] - at[n - 1]) / 2;
                }
                RUNNING[k][m] = WEIGHT[m] * sum;
            }
        }
    }

    static double node(int k) {
        return NODE[k];
    }

    static double weight(int k) {
        return WEIGHT[k];
    }

    /** The integral from -1 to node k of the function with these values at the nodes. */
    static double running(double[] values, int k) {
        double[] row = RUNNING[k];
        double sum = 0;
        for (int m = 0; m < NODES; m++) {
            sum += row[m] * values[m];
        }
        return sum;
    }

    /** The integral over [-1, 1] of the function with these values at the nodes. */
    static double whole(double[] values) {
        double sum = 0;
        for (int m = 0; m < NODES; m++) {
            sum += WEIGHT[m] * values[m];
        }
        return sum;
    }

    /** P0(x) … Pn(x), n = NODES. */
    private static double[] legendre(double x) {
        double[] p = new double[NODES + 1];
        p[0] = 1;
        p[1] = x;
        for (int n = 1; n < NODES; n++) {
            p[n + 1] = ((2 * n + 1) * x * p[n] - n * p[n - 1]) / (n + 1);
        }
        return p;
    }
}
