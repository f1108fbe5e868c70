package io.nextbest.models.clustering;

import java.util.Arrays;

/** Where a stretch of a table parts in two, for which the order of its points is changed. */
record Median(double[][] columns, int from, int to) {

    private static final int LOOKED_AT = 33;

    /** Parts the stretch at about the median of the column that varies most; returns where the second part starts. */
    int split() {
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
        int middle = part(key, widest[LOOKED_AT / 2]);
        return middle <= from || middle >= to ? (from + to) >>> 1 : middle;
    }

    /** Hoare's: what equals the pivot goes to both sides, so that equal points part evenly. */
    private int part(double[] key, double pivot) {
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
