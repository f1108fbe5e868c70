package io.nextbest.models.segmentation;

import java.util.Arrays;

/**
 * The cheapest way to pair rows with columns, each at most once.
 *
 * <p>Time O(r²·c) for r rows and c columns, the smaller number being the rows.
 *
 * <p>Source: Kuhn, "The Hungarian Method for the Assignment Problem", Naval Research Logistics Quarterly 2, 1955, in
 * the shortest-augmenting-path form of Jonker and Volgenant, Computing 38, 1987.
 */
public final class Matching {

    /** Stands where a row has no column: there are more rows than columns. */
    public static final int NONE = -1;

    private Matching() {}

    /**
     * Pairs at the least total cost; at equal cost always the same pairs.
     *
     * @param costs rows of one length, every number finite; may be negative
     * @return the column of each row, or {@link #NONE}
     * @throws IllegalArgumentException if the rows differ in length or a cost is not finite
     */
    public static int[] of(double[][] costs) {
        if (costs.length == 0) {
            return new int[0];
        }
        int columns = costs[0].length;
        for (double[] row : costs) {
            if (row.length != columns || !Arrays.stream(row).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("costs must be finite, and one for each pair");
            }
        }
        if (costs.length <= columns) {
            return match(costs, columns);
        }
        int[] rowOfColumn = match(turned(costs, columns), costs.length);
        int[] columnOfRow = new int[costs.length];
        Arrays.fill(columnOfRow, NONE);
        for (int column = 0; column < columns; column++) {
            columnOfRow[rowOfColumn[column]] = column;
        }
        return columnOfRow;
    }

    /** One row after the other by the shortest augmenting path; row and column 0 of the bookkeeping are a sentinel. */
    private static int[] match(double[][] costs, int columns) {
        int rows = costs.length;
        double[] rowPrice = new double[rows + 1];
        double[] columnPrice = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        int[] before = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            rowOf[0] = row;
            double[] slack = new double[columns + 1];
            Arrays.fill(slack, Double.POSITIVE_INFINITY);
            boolean[] visited = new boolean[columns + 1];
            int column = 0;
            do {
                visited[column] = true;
                int current = rowOf[column];
                int next = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int c = 1; c <= columns; c++) {
                    if (!visited[c]) {
                        double reduced = costs[current - 1][c - 1] - rowPrice[current] - columnPrice[c];
                        if (reduced < slack[c]) {
                            slack[c] = reduced;
                            before[c] = column;
                        }
                        if (slack[c] < least) {
                            least = slack[c];
                            next = c;
                        }
                    }
                }
                for (int c = 0; c <= columns; c++) {
                    if (visited[c]) {
                        rowPrice[rowOf[c]] += least;
                        columnPrice[c] -= least;
                    } else {
                        slack[c] -= least;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                rowOf[column] = rowOf[before[column]];
                column = before[column];
            }
        }
        int[] columnOf = new int[rows];
        for (int c = 1; c <= columns; c++) {
            if (rowOf[c] != 0) {
                columnOf[rowOf[c] - 1] = c - 1;
            }
        }
        return columnOf;
    }

    private static double[][] turned(double[][] costs, int columns) {
        double[][] turned = new double[columns][costs.length];
        for (int row = 0; row < costs.length; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column][row] = costs[row][column];
            }
        }
        return turned;
    }
}
