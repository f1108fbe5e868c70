package io.nextbest.models.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BandEdgesTest {

    @Test
    void putsNaturalEdgesIntoTheGaps() {
        assertThat(BandCut.NATURAL.edges(new double[] {10, 1, 2, 11, 1.5, 30}, 3))
                .containsExactly(6, 20.5);
    }

    @Test
    void cutsAsWellAsTheBestOfAllCuts() {
        var random = new SplittableRandom(8);
        for (int round = 0; round < 300; round++) {
            int size = 24 + random.nextInt(10);
            double[] scores = new double[size];
            int[] weights = new int[size];
            int all = 0;
            for (int i = 0; i < size; i++) {
                double score = Math.exp(2 * random.nextDouble());
                scores[i] = round % 3 == 0 ? Math.floor(score) : score;
                weights[i] = random.nextInt(3);
                all += weights[i];
            }
            int bands = 2 + random.nextInt(3);
            double best = best(scores, weights, bands, 0.05 * all);
            double[] edges = BandEdges.of(scores, weights, bands, BandCut.NATURAL);

            assertThat(edges).isSorted().hasSize(bands - 1);
            assertThat(spread(scores, weights, edges, 0.05 * all)).isCloseTo(best, within(1e-9));
        }
    }

    @Test
    void keepsOneBandInTwentyOfTheCustomersInEachBandEvenAgainstTheNature() {
        double[] scores = new double[100];
        Arrays.setAll(scores, i -> i < 98 ? i / 98.0 : 1000 + i);

        double[] edges = BandCut.NATURAL.edges(scores, 3);

        assertThat(Arrays.stream(scores).filter(one -> one >= edges[1]).count()).isEqualTo(5);
    }

    @Test
    @Timeout(20)
    void cutsAMillionScoresWithoutGrowingQuadratically() {
        var random = new SplittableRandom(1);
        double[] scores = random.doubles(1_000_000).toArray();

        double[] edges = BandCut.NATURAL.edges(scores, 8);

        for (int i = 0; i < 7; i++) {
            assertThat(edges[i]).isCloseTo((i + 1) / 8.0, within(0.01));
        }
    }

    @Test
    void leavesEqualScoresTogether() {
        double[] scores = {1, 1, 1, 1, 1, 2, 3, 3, 3, 3};

        assertThat(BandCut.EQUAL.edges(scores, 2)).containsExactly(1.5);
        assertThat(BandCut.EQUAL.edges(scores, 3)).containsExactly(1.5, 2.5);
        assertThat(BandEdges.of(scores, new int[] {1, 0, 0, 0, 0, 9, 1, 1, 1, 1}, 2, BandCut.EQUAL))
                .containsExactly(2.5);
    }

    @Test
    void refusesScoresThatCannotBeCut() {
        double[] crowd = new double[100];
        crowd[98] = 1;
        crowd[99] = 2;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BandCut.NATURAL.edges(crowd, 3))
                .withMessageContaining("same score");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BandCut.EQUAL.edges(new double[] {1, 1, 1}, 2))
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BandCut.EQUAL.edges(new double[] {1, Double.NaN, 2}, 2))
                .withMessageContaining("finite");
    }

    /** Every cut into bands tried. */
    private static double best(double[] scores, int[] weights, int bands, double least) {
        double[] values = Arrays.stream(scores).sorted().distinct().toArray();
        double best = Double.POSITIVE_INFINITY;
        for (double one : values) {
            if (bands == 2) {
                best = Math.min(best, spread(scores, weights, new double[] {one}, least));
            }
            for (double two : values) {
                if (bands == 3 && two > one) {
                    best = Math.min(best, spread(scores, weights, new double[] {one, two}, least));
                }
                for (double three : values) {
                    if (bands == 4 && three > two && two > one) {
                        best = Math.min(best, spread(scores, weights, new double[] {one, two, three}, least));
                    }
                }
            }
        }
        return best;
    }

    private static double spread(double[] scores, int[] weights, double[] edges, double least) {
        double sum = 0;
        for (int band = 0; band <= edges.length; band++) {
            double low = band == 0 ? Double.NEGATIVE_INFINITY : edges[band - 1];
            double high = band == edges.length ? Double.POSITIVE_INFINITY : edges[band];
            double weight = 0;
            double total = 0;
            for (int i = 0; i < scores.length; i++) {
                boolean in = scores[i] >= low && scores[i] < high;
                weight += in ? weights[i] : 0;
                total += in ? weights[i] * scores[i] : 0;
            }
            if (weight < least || weight == 0) {
                return Double.POSITIVE_INFINITY;
            }
            for (int i = 0; i < scores.length; i++) {
                boolean in = scores[i] >= low && scores[i] < high;
                sum += in ? weights[i] * (scores[i] - total / weight) * (scores[i] - total / weight) : 0;
            }
        }
        return sum;
    }
}
