package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.models.segmentation.Flip.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlipTest {

    private static final double TOLERANCE = 1e-9;

    @Test
    void findsTheFirstDayBeyondTheBorder() {
        // border at 25 days; at equal distance the lower number keeps the customer
        SegmentModel model = Shop.model(Features.RAW, new double[] {10, 3, 100}, new double[] {40, 3, 100});

        Flip flip = Flip.of(model, new RfmFigures(12, 3, 100)).orElseThrow();

        assertThat(flip.changes()).containsExactly(new Flip.Change(Figure.RECENCY, 12, 26));
        assertThat(flip.cluster()).isEqualTo(1);
        assertThat(flip.size()).isCloseTo(14, within(TOLERANCE));
        Flip back = Flip.of(model, new RfmFigures(30, 3, 100)).orElseThrow();
        assertThat(back.changes()).containsExactly(new Flip.Change(Figure.RECENCY, 30, 25));
    }

    @Test
    void noSmallerChangeOfOneFigureWouldDo() {
        RfmTable table = Shop.customers(400);
        for (Features features : Features.values()) {
            SegmentModel model = SegmentModel.fit(table, new Recipe(features, 5, 10, 42));
            for (RfmTable.Row row : table.rows().subList(0, 60)) {
                RfmFigures figures = row.figures();
                int own = model.assign(figures).cluster();
                Flip flip = Flip.of(model, figures).orElseThrow();

                assertThat(model.assign(flip.changed()).cluster())
                        .isEqualTo(flip.cluster())
                        .isNotEqualTo(own);
                assertThat(distance(model, figures, flip.changed())).isCloseTo(flip.size(), within(TOLERANCE));
                for (long days = 0; days < 1_500; days++) {
                    holds(model, figures, new RfmFigures(days, figures.frequency(), figures.monetary()), flip);
                }
                for (long invoices = 1; invoices < 200; invoices++) {
                    holds(model, figures, new RfmFigures(figures.recency(), invoices, figures.monetary()), flip);
                }
                for (double money = 0; money < 40_000; money += 7) {
                    holds(model, figures, new RfmFigures(figures.recency(), figures.frequency(), money), flip);
                }
            }
        }
    }

    /** These other figures keep the segment, or are no smaller a change. */
    private static void holds(SegmentModel model, RfmFigures from, RfmFigures other, Flip flip) {
        if (distance(model, from, other) < flip.size() - TOLERANCE) {
            assertThat(model.assign(other).cluster())
                    .isEqualTo(model.assign(from).cluster());
        }
    }

    @Test
    void movesAllFiguresWhereNoneCanDoItAlone() {
        SegmentModel model = Shop.model(Features.RAW, new double[] {0, 1, 0}, new double[] {10, 11, 10});
        var figures = new RfmFigures(12, 13, 12);

        Flip flip = Flip.of(model, figures).orElseThrow();

        // the border is r + f + m = 16; the way there is 21 along three figures, seven each
        assertThat(flip.changed()).isEqualTo(new RfmFigures(5, 6, 5));
        assertThat(flip.cluster()).isZero();
        assertThat(flip.changes()).hasSize(3);
        assertThat(flip.size()).isCloseTo(Math.sqrt(3 * 49), within(TOLERANCE));
    }

    @Test
    void aJointMoveStopsWhereAFigureEndsAndOthersGoOn() {
        SegmentModel model = Shop.model(Features.RAW, new double[] {0, 1, 0}, new double[] {2, 21, 20});
        var figures = new RfmFigures(2, 30, 30);

        Flip flip = Flip.of(model, figures).orElseThrow();

        assertThat(model.assign(flip.changed()).cluster()).isZero();
        assertThat(flip.changed().frequency()).isGreaterThanOrEqualTo(1);
        assertThat(flip.changed().monetary()).isGreaterThanOrEqualTo(0);
        double best = Double.POSITIVE_INFINITY;
        for (long r = 0; r <= 2; r++) {
            for (long f = 1; f <= 30; f++) {
                for (double m = 0; m <= 30; m += 0.25) {
                    var other = new RfmFigures(r, f, m);
                    if (model.assign(other).cluster() == 0) {
                        best = Math.min(best, distance(model, figures, other));
                    }
                }
            }
        }
        assertThat(flip.size()).isLessThanOrEqualTo(best + TOLERANCE);
    }

    @Test
    void saysThatNothingFlipsWhereTheOtherSegmentIsOutOfReach() {
        // the border lies at a recency of -5
        var profile = ClusterProfile.of(List.of(new double[] {5, 1, 1}), 1, 1);
        var model = new SegmentModel(
                Features.RAW,
                new Scaling(new double[3], new double[] {1, 1, 1}),
                new Centroids(new double[][] {{5, 1, 1}, {-15, 1, 1}}),
                List.of(profile, profile),
                0);

        assertThat(Flip.of(model, new RfmFigures(5, 1, 1))).isEmpty();
    }

    private static double distance(SegmentModel model, RfmFigures one, RfmFigures other) {
        double[] from = model.point(one);
        double[] to = model.point(other);
        double sum = 0;
        for (int j = 0; j < from.length; j++) {
            sum += (to[j] - from[j]) * (to[j] - from[j]);
        }
        return Math.sqrt(sum);
    }
}
