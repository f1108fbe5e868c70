package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchingTest {

    @Test
    void findsTheCheapestPairsOfAHandMadeExample() {
        // 1 + 2 + 2 = 5; taking the cheapest cell of each row first would cost 1 + 3 + 6
        double[][] costs = {{1, 2, 3}, {2, 4, 6}, {3, 6, 9}};

        assertThat(Matching.of(costs)).containsExactly(2, 1, 0);
    }

    @Test
    void isNeverBeatenByAnyOtherPairing() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            int rows = random.nextInt(1, 6);
            int columns = random.nextInt(1, 6);
            double[][] costs = new double[rows][columns];
            for (double[] row : costs) {
                for (int c = 0; c < columns; c++) {
                    row[c] = random.nextDouble(-5, 5);
                }
            }
            int[] columnOf = Matching.of(costs);

            long paired = IntStream.of(columnOf).filter(c -> c != Matching.NONE).count();
            assertThat(paired).isEqualTo(Math.min(rows, columns));
            assertThat(IntStream.of(columnOf).filter(c -> c != Matching.NONE).distinct())
                    .hasSize((int) paired);
            assertThat(total(costs, columnOf)).isCloseTo(least(costs, 0, 0, 0), within(1e-9));
        }
    }

    @Test
    void leavesRowsAloneWhereThereAreTooFewColumns() {
        assertThat(Matching.of(new double[][] {{5}, {1}, {3}})).containsExactly(Matching.NONE, 0, Matching.NONE);
        assertThat(Matching.of(new double[0][0])).isEmpty();
    }

    @Test
    void refusesCostsThatAreNotNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> Matching.of(new double[][] {{1, Double.NaN}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Matching.of(new double[][] {{1, 2}, {1}}));
    }

    private static double total(double[][] costs, int[] columnOf) {
        return IntStream.range(0, costs.length)
                .filter(row -> columnOf[row] != Matching.NONE)
                .mapToDouble(row -> costs[row][columnOf[row]])
                .sum();
    }

    /** Every pairing there is. */
    private static double least(double[][] costs, int row, int taken, int skipped) {
        if (row == costs.length) {
            return 0;
        }
        double least = Double.POSITIVE_INFINITY;
        if (skipped < costs.length - costs[0].length) {
            least = least(costs, row + 1, taken, skipped + 1);
        }
        for (int c = 0; c < costs[0].length; c++) {
            if ((taken & 1 << c) == 0) {
                least = Math.min(least, costs[row][c] + least(costs, row + 1, taken | 1 << c, skipped));
            }
        }
        return least;
    }
}
