package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RefitTest {

    private static final Recipe RECIPE = new Recipe(Features.LOG, 5, 20, 42);
    private static final Recipe TWO = new Recipe(RECIPE.features(), 2, RECIPE.starts(), RECIPE.seed());

    /** One cloud without gaps: many ways to cut it in five are nearly as good, and a fit from scratch takes any. */
    private static final RfmTable THEN = Shop.customers(600, new double[][] {{60, 4, 900}}, 0.8, 1);

    private static final RfmTable NOW = later();

    /** The same people, of whom every fourth has bought nothing since. */
    private static RfmTable later() {
        List<RfmTable.Row> rows = THEN.rows();
        return new RfmTable(
                THEN.reference(),
                Stream.iterate(0, i -> i + 1)
                        .limit(rows.size())
                        .map(i -> new RfmTable.Row(
                                rows.get(i).customer(), aged(rows.get(i).figures(), i % 4 == 0)))
                        .toList());
    }

    private static RfmFigures aged(RfmFigures figures, boolean idle) {
        return new RfmFigures(
                idle ? figures.recency() + 30 : Math.max(1, figures.recency() - 3),
                figures.frequency() + (idle ? 0 : 1),
                figures.monetary() * (idle ? 1 : 1.1));
    }

    @Test
    void keepsMoreCustomersWhereTheyWereThanAFitFromScratchAndIsHardlyWorse() {
        SegmentModel before = SegmentModel.fit(THEN, RECIPE);
        SegmentModel fresh = SegmentModel.fit(NOW, RECIPE);

        SegmentModel refit = Refit.of(before, NOW, RECIPE);

        assertThat(refit.inertia()).isLessThanOrEqualTo(fresh.inertia() * (1 + Refit.MARGIN));
        assertThat(agreement(before, refit)).isGreaterThan(0.9);
        assertThat(agreement(before, fresh)).isLessThan(0.7);
        assertThat(refit.inertia()).isGreaterThan(fresh.inertia() * 1.001);
        assertThat(refit.scaling().means()).isEqualTo(fresh.scaling().means());
        assertThat(centers(refit)).isNotEqualTo(centers(fresh)).isNotEqualTo(centers(before));
    }

    @Test
    void takesTheFitFromScratchWhereTheOldSegmentsAreGone() {
        SegmentModel before =
                SegmentModel.fit(Shop.customers(300, new double[][] {{300, 1, 10}, {310, 1, 20000}}, 0.1, 3), TWO);
        RfmTable other =
                Shop.customers(600, new double[][] {{2, 40, 500}, {2, 1, 500}, {40, 40, 500}, {40, 1, 500}}, 0.05, 4);

        SegmentModel refit = Refit.of(before, other, TWO);

        assertThat(refit.inertia())
                .isLessThanOrEqualTo(SegmentModel.fit(other, TWO).inertia() * (1 + Refit.MARGIN));
        assertThat(Refit.of(before, THEN, RECIPE).centroids().centers())
                .isDeepEqualTo(SegmentModel.fit(THEN, RECIPE).centroids().centers());
    }

    private static double agreement(SegmentModel before, SegmentModel now) {
        SegmentNames.Carried carried = SegmentNames.carry(before, SegmentNames.of(before), now);
        SegmentModel numbered = now.renumbered(carried.order());
        int[] one = labels(before);
        int[] other = labels(numbered);
        return IntStream.range(0, one.length).filter(i -> one[i] == other[i]).count() / (double) one.length;
    }

    private static List<List<Double>> centers(SegmentModel model) {
        return Arrays.stream(model.centroids().centers())
                .map(center -> Arrays.stream(center).boxed().toList())
                .toList();
    }

    private static int[] labels(SegmentModel model) {
        return NOW.rows().stream()
                .mapToInt(row -> model.assign(row.figures()).cluster())
                .toArray();
    }
}
