package io.nextbest.models.clustering;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A table of points, column by column: what one pass reads lies side by side in memory.
 *
 * <p>8 bytes a number and nothing else. Not copied and not to be changed while in use; safe to share between threads
 * unless handed over.
 *
 * <p>Source: Abadi, Madden and Hachem, "Column-Stores vs. Row-Stores", SIGMOD 2008, for why by columns.
 */
public final class Points {

    private final double[][] columns;
    private final boolean sortable;

    private Points(double[][] columns, boolean sortable) {
        this.columns = columns;
        this.sortable = sortable;
    }

    /**
     * Takes the columns as they are, without a copy.
     *
     * @param columns at least one, each of one length of at least 1, every number finite
     * @throws IllegalArgumentException otherwise
     */
    public static Points ofColumns(double[][] columns) {
        require(columns.length > 0 && columns[0].length > 0, "there is no point");
        for (double[] column : columns) {
            require(column.length == columns[0].length, "columns differ in length");
            for (double number : column) {
                require(Double.isFinite(number), "a number is not finite");
            }
        }
        return new Points(columns, false);
    }

    /**
     * Copies the rows.
     *
     * @param rows at least one, all of one length of at least 1, every number finite
     * @throws IllegalArgumentException otherwise
     */
    public static Points of(double[][] rows) {
        require(rows.length > 0 && rows[0].length > 0, "there is no point");
        double[][] columns = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            require(rows[i].length == columns.length, "rows differ in length");
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return ofColumns(columns);
    }

    /**
     * The same table for a fit that may change the order of the points in it, which saves a copy of them. For one fit
     * at a time; the next finds them in another order.
     */
    public Points handedOver() {
        return new Points(columns, true);
    }

    /** Number of points, at least 1. */
    public int size() {
        return columns[0].length;
    }

    /** Numbers per point, at least 1. */
    public int dimensions() {
        return columns.length;
    }

    double[][] columns() {
        return columns;
    }

    /** This table if it was handed over, else a copy. */
    Points toSort() {
        return sortable
                ? this
                : new Points(Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new), true);
    }

    /** One point; a new array. */
    double[] point(int i) {
        return Arrays.stream(columns).mapToDouble(column -> column[i]).toArray();
    }

    /** So many points, one from each of as many equal stretches of the table; all of them where there are no more. */
    Points sample(int wanted, SplittableRandom random) {
        int size = size();
        if (size <= wanted) {
            return this;
        }
        double[][] sampled = new double[columns.length][wanted];
        for (int s = 0; s < wanted; s++) {
            int from = (int) ((long) s * size / wanted);
            int to = (int) ((s + 1L) * size / wanted);
            int i = from + random.nextInt(to - from);
            for (int j = 0; j < columns.length; j++) {
                sampled[j][s] = columns[j][i];
            }
        }
        return new Points(sampled, false);
    }

    /** Whether there are at least so many different points. */
    boolean hasDifferent(int wanted) {
        double[][] found = new double[wanted][];
        int different = 0;
        for (int i = 0; i < size() && different < wanted; i++) {
            double[] point = point(i);
            boolean seen = false;
            for (int f = 0; f < different && !seen; f++) {
                seen = Arrays.equals(found[f], point);
            }
            if (!seen) {
                found[different++] = point;
            }
        }
        return different == wanted;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
