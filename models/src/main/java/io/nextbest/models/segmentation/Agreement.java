package io.nextbest.models.segmentation;

/**
 * How alike two ways are to put the same customers into groups; a refit against the model, for instance.
 *
 * <p>Source: Hubert and Arabie, "Comparing Partitions", Journal of Classification 2, 1985, for the adjusted Rand index.
 */
public final class Agreement {

    private Agreement() {}

    /**
     * Compares group numbers, customer by customer.
     *
     * @return 1 for the same groups under whatever numbers, 0 on average for groups drawn by lot, at least -1
     * @throws IllegalArgumentException if there is no customer, if the lengths differ or a number is negative
     */
    public static double adjustedRandIndex(int[] before, int[] now) {
        return index(table(before, now), before.length);
    }

    /** How many customers are in group i of the one and group j of the other. */
    private static long[][] table(int[] before, int[] now) {
        if (before.length == 0 || before.length != now.length) {
            throw new IllegalArgumentException(
                    "two numbers per customer are needed, got %d and %d".formatted(before.length, now.length));
        }
        long[][] table = new long[groups(before)][groups(now)];
        for (int i = 0; i < before.length; i++) {
            table[before[i]][now[i]]++;
        }
        return table;
    }

    private static int groups(int[] labels) {
        int most = 0;
        for (int label : labels) {
            if (label < 0) {
                throw new IllegalArgumentException("a group number is negative: " + label);
            }
            most = Math.max(most, label);
        }
        return most + 1;
    }

    private static double index(long[][] table, int customers) {
        double together = 0;
        double[] columns = new double[table[0].length];
        double rowPairs = 0;
        for (long[] row : table) {
            double inRow = 0;
            for (int j = 0; j < row.length; j++) {
                together += pairs(row[j]);
                inRow += row[j];
                columns[j] += row[j];
            }
            rowPairs += pairs(inRow);
        }
        double columnPairs = 0;
        for (double column : columns) {
            columnPairs += pairs(column);
        }
        double expected = customers < 2 ? 0 : rowPairs * columnPairs / pairs(customers);
        double most = (rowPairs + columnPairs) / 2;
        return most == expected ? 1 : (together - expected) / (most - expected);
    }

    private static double pairs(double count) {
        return count * (count - 1) / 2;
    }
}
