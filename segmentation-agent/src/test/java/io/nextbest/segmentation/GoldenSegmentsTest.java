package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.SegmentModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures that the older service's own files hold, on the data that it was trained on. */
class GoldenSegmentsTest {

    private static final SegmentModel MODEL =
            SegmentModel.fit(OnlineRetail.table(), new Recipe(Features.RAW, 5, 50, 42));

    @Test
    void reproducesTheOlderServicesScaling() {
        assertThat(OnlineRetail.table().rows()).hasSize(4338);
        assertThat(MODEL.scaling().means())
                .containsExactly(new double[] {92.536422, 4.272015, 2054.266460}, within(1e-6));
        assertThat(MODEL.scaling().deviations())
                .containsExactly(new double[] {100.002640, 7.697110, 8988.194279}, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(longs = {42, 1, 2, 3, 4, 5})
    void reproducesTheOlderServicesSegmentsWhateverTheSeed(long seed) {
        var model = SegmentModel.fit(OnlineRetail.table(), new Recipe(Features.RAW, 5, 50, seed));

        expectGoldenSegments(model);
        assertThat(model.inertia()).isCloseTo(MODEL.inertia(), within(1e-9));
    }

    static void expectGoldenSegments(SegmentModel model) {
        List<Integer> sizes =
                model.profiles().stream().map(ClusterProfile::customers).toList();
        assertThat(sizes.get(0)).isCloseTo(3049, within(5));
        assertThat(sizes.get(1)).isCloseTo(1062, within(5));
        assertThat(sizes.subList(2, 5)).containsExactly(213, 8, 6);
        assertThat(model.inertia()).isCloseTo(3118.284, within(0.01));
        assertThat(model.profiles().stream().mapToDouble(ClusterProfile::share).sum())
                .isCloseTo(1, within(1e-12));
        assertThat(model.profiles().get(0).revenueShare()).isCloseTo(0.458, within(0.001));
        assertThat(model.profiles().get(0).stats().get("Frequency_mean")).isCloseTo(3.650, within(0.003));
        assertThat(model.profiles().get(0).stats().get("Monetary_mean")).isCloseTo(1339.07, within(1.5));
    }

    @Test
    void placesTheExamplesWhereTheOlderServicesCentresPlaceThem() {
        var example = MODEL.assign(new RfmFigures(30, 5, 1500));
        assertThat(example.cluster()).isZero();
        assertThat(example.distance()).isCloseTo(0.2248, within(0.0015));
        assertThat(example.confidence()).isCloseTo(0.955, within(0.0005));

        var customer12347 = MODEL.assign(new RfmFigures(2, 7, 4310.00));
        assertThat(customer12347.cluster()).isZero();
        assertThat(customer12347.distance()).isCloseTo(0.6889610, within(0.0015));
        assertThat(customer12347.confidence()).isCloseTo(0.8622078, within(0.0005));
    }

    @Test
    void hasNoConfidenceLeftForTwentyCustomers() {
        long none = OnlineRetail.table().rows().stream()
                .filter(row -> MODEL.assign(row.figures()).confidence() == 0)
                .count();

        assertThat(none).isEqualTo(20);
    }

    /** The split must be exact where it is used: at every customer, the highest spender included. */
    @Test
    void explainsEveryCustomersMarginExactly() {
        double[][] centers = MODEL.centroids().centers();
        for (var row : OnlineRetail.table().rows()) {
            var membership = MODEL.assign(row.figures());
            double[] z = MODEL.scaling().apply(new double[] {
                row.figures().recency(),
                row.figures().frequency(),
                row.figures().monetary()
            });
            double margin = squaredDistance(z, centers[membership.secondCluster()])
                    - squaredDistance(z, centers[membership.cluster()]);

            assertThat(membership.contributions().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(margin, within(1e-9 * (1 + margin)))
                    .isNotNegative();
        }
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }
}
