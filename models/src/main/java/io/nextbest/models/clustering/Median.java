package io.nextbest.models.clustering;

import java.util.Arrays;

/** Parts stretches of a table in two, by changing the order of its points. */
final class Median {

    private static final int LOOKED_AT = 33;

    private Median() {}

    /** Parts the stretch at about the median of the column that varies most; returns where the second part starts. */
    static int split(double[][] columns, int from, int to) {
        double[] widest = new double[LOOKED_AT];
        double[] sorted = new double[LOOKED_AT];
        double width = -1;
        double[] key = columns[0];
        for (double[] column : columns) {
            for (int s = 0; s < LOOKED_AT; s++) {
                sorted[s] = column[from + (int) ((long) (to - 1 - from) * s / (LOOKED_AT - 1))];
            }
            Arrays.sort(sorted);
            if (sorted[LOOKED_AT - 1] - sorted[0] > width) {
                width = sorted[LOOKED_AT - 1] - sorted[0];
                key = column;
                double[] spare = widest;
                widest = sorted;
                sorted = spare;
            }
        }
        int middle = part(columns, from, to, key, widest[LOOKED_AT / 2]);
        return middle <= from || middle >= to ? (from + to) >>> 1 : middle;
    }

    /** Hoare's: what equals the pivot goes to both sides, so that equal points part evenly. */
    private static int part(double[][] columns, int from, int to, double[] key, double pivot) {
        int i = from;
        int k = to - 1;
        while (true) {
            while (i < to && key[i] < pivot) {
                i++;
            }
            while (k >= from && key[k] > pivot) {
                k--;
            }
            if (i >= k) {
                return i == k ? i + 1 : i;
            }
            for (double[] column : columns) {
                double held = column[i];
                column[i] = column[k];
                column[k] = held;
            }
            i++;
            k--;
        }
    }
}
