package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static final RfmTable TABLE = Shop.customers(1_000);
    private static final SegmentModel MODEL = SegmentModel.fit(TABLE, new Recipe(Features.LOG, 5, 20, 42));

    @Test
    void findsSegmentsThatAreThereAgainAndIsUnsureOnlyAtTheBorders() {
        Bootstrap bootstrap = Bootstrap.of(MODEL, TABLE, 40, 1);

        assertThat(bootstrap.stability()).isBetween(0.9, 1.0);
        List<Double> margins = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            double margin = margin(MODEL.assign(TABLE.rows().get(i).figures()));
            if (margin > 2) {
                assertThat(bootstrap.agreement().get(i)).isGreaterThan(0.95);
            }
            if (bootstrap.agreement().get(i) < 0.9) {
                margins.add(margin);
            }
        }
        assertThat(margins).isNotEmpty().allMatch(margin -> margin < 1);
    }

    @Test
    void isUnstableWhereThereIsNothingToFind() {
        RfmTable one = Shop.customers(600, new double[][] {{60, 4, 900}}, 0.4, 3);
        SegmentModel model = SegmentModel.fit(one, new Recipe(Features.LOG, 7, 20, 42));

        assertThat(Bootstrap.of(model, one, 20, 1).stability()).isLessThan(0.8);
    }

    @Test
    void sameSeedSameAnswerOtherSeedAnotherOne() {
        Bootstrap bootstrap = Bootstrap.of(MODEL, TABLE, 10, 5);

        assertThat(Bootstrap.of(MODEL, TABLE, 10, 5)).isEqualTo(bootstrap);
        assertThat(Bootstrap.of(MODEL, TABLE, 10, 6)).isNotEqualTo(bootstrap);
        assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.of(MODEL, TABLE, 0, 5));
    }

    @Test
    void theQuickFitFindsTheOptimumOfTheShippedOne() {
        double[][] points = MODEL.points(TABLE);

        Lloyd.Fit fit = new Lloyd(points).fit(5, 20, new SplittableRandom(3));

        assertThat(fit.inertia()).isCloseTo(MODEL.inertia(), within(1e-3 * MODEL.inertia()));
        assertThat(new Centroids(fit.centers()).inertia(points)).isCloseTo(fit.inertia(), within(1e-6));
    }

    @Test
    void aDrawnCustomerWeighsAsOftenAsDrawn() {
        double[][] points = MODEL.points(TABLE);
        var random = new SplittableRandom(9);
        Lloyd drawn = new Lloyd(points).resample(random);
        var again = new SplittableRandom(9);
        List<double[]> written = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            written.add(points[again.nextInt(points.length)]);
        }

        double[][] centers = drawn.fit(5, 20, random).centers();

        double[][] rows = written.toArray(double[][]::new);
        assertThat(drawn.fit(5, 20, new SplittableRandom(1)).inertia())
                .isCloseTo(new Centroids(centers).inertia(rows), within(0.5));
    }

    private static double margin(Membership membership) {
        List<Double> distances = membership.squaredDistances();
        return distances.get(membership.secondCluster()) - distances.get(membership.cluster());
    }
}
