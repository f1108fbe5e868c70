package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentModelTest {

    private static final Instant REFERENCE = Instant.parse("2011-12-10T12:50:00Z");

    private static final List<RfmTable.Row> ROWS = List.of(
            row("a", 1, 10, 1000),
            row("b", 3, 12, 1400),
            row("c", 300, 1, 50),
            row("d", 310, 1, 70),
            row("e", 320, 2, 30));

    @Test
    void describesEachClusterWithTwelveFigures() {
        var model = SegmentModel.fit(new RfmTable(REFERENCE, ROWS), new Recipe(Features.RAW, 2, 10, 42));

        var lapsed = model.profiles().getFirst();
        assertThat(lapsed.customers()).isEqualTo(3);
        assertThat(lapsed.share()).isEqualTo(3 / 5.0);
        assertThat(lapsed.revenueShare()).isEqualTo(150 / 2550.0);
        assertThat(lapsed.stats().keySet())
                .containsExactly(
                        "Recency_mean",
                        "Recency_median",
                        "Recency_min",
                        "Recency_max",
                        "Frequency_mean",
                        "Frequency_median",
                        "Frequency_min",
                        "Frequency_max",
                        "Monetary_mean",
                        "Monetary_median",
                        "Monetary_min",
                        "Monetary_max");
        assertThat(lapsed.stats().values())
                .containsExactly(310.0, 310.0, 300.0, 320.0, 4 / 3.0, 1.0, 1.0, 2.0, 50.0, 50.0, 30.0, 70.0);
        // an even number of members: the median is the mean of the middle two
        assertThat(model.profiles().get(1).stats()).containsEntry("Monetary_median", 1200.0);
    }

    @Test
    void assignsTheCentreItselfWithFullConfidence() {
        var model = SegmentModel.fit(new RfmTable(REFERENCE, ROWS), new Recipe(Features.RAW, 2, 10, 42));

        var membership = model.assign(new RfmFigures(2, 11, 1200));

        assertThat(membership.cluster()).isEqualTo(1);
        assertThat(membership.distance()).isCloseTo(0, within(1e-12));
        assertThat(membership.confidence()).isCloseTo(1, within(1e-12));
    }

    @Test
    void doesNotDependOnTheOrderOfTheCustomers() {
        var random = new Random(3);
        List<RfmTable.Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(row("c" + i, random.nextInt(365), 1 + random.nextInt(30), random.nextDouble() * 5000));
        }
        var model = SegmentModel.fit(new RfmTable(REFERENCE, rows), new Recipe(Features.RAW, 4, 5, 42));
        Collections.shuffle(rows, random);
        var shuffled = SegmentModel.fit(new RfmTable(REFERENCE, rows), new Recipe(Features.RAW, 4, 5, 42));

        assertThat(shuffled.inertia()).isEqualTo(model.inertia());
        assertThat(shuffled.centroids().centers())
                .isDeepEqualTo(model.centroids().centers());
        assertThat(shuffled.profiles()).isEqualTo(model.profiles());
    }

    @Test
    void refusesFewerCustomersThanClustersAndCustomersWhoAreAllEqual() {
        var equal = new RfmTable(REFERENCE, List.of(row("a", 1, 1, 1), row("b", 1, 1, 1), row("c", 1, 1, 1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentModel.fit(new RfmTable(REFERENCE, ROWS), new Recipe(Features.RAW, 6, 10, 42)))
                .withMessageContaining("got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentModel.fit(equal, new Recipe(Features.RAW, 2, 10, 42)))
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SegmentModel.fit(new RfmTable(REFERENCE, List.of()), new Recipe(Features.RAW, 2, 10, 42)));
    }

    private static RfmTable.Row row(String customer, long recency, long frequency, double monetary) {
        return new RfmTable.Row(customer, new RfmFigures(recency, frequency, monetary));
    }

    @Test
    void logarithmsAreTakenBeforeScalingAndStillAddUpToTheMargin() {
        var model = SegmentModel.fit(new RfmTable(REFERENCE, ROWS), new Recipe(Features.LOG, 2, 10, 42));
        var figures = ROWS.getFirst().figures();

        double[] point = model.point(figures);

        double mean = ROWS.stream()
                .mapToDouble(row -> Math.log1p(row.figures().monetary()))
                .average()
                .orElseThrow();
        assertThat(point[2] * model.scaling().deviations()[2] + mean)
                .isCloseTo(Math.log1p(figures.monetary()), within(1e-9));
        Membership membership = model.assign(figures);
        assertThat(membership.contributions().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(
                        membership.squaredDistances().get(membership.secondCluster())
                                - membership.squaredDistances().get(membership.cluster()),
                        within(1e-9));
        assertThat(Features.LOG.backward(Features.LOG.forward(1234.5))).isCloseTo(1234.5, within(1e-9));
        assertThat(Features.of("log1p")).isEqualTo(Features.LOG);
    }

    @Test
    void renumberingMovesCentresAndProfilesTogether() {
        var model = SegmentModel.fit(new RfmTable(REFERENCE, ROWS), new Recipe(Features.RAW, 2, 10, 42));

        var turned = model.renumbered(new int[] {1, 0});

        for (RfmTable.Row row : ROWS) {
            int before = model.assign(row.figures()).cluster();
            int after = turned.assign(row.figures()).cluster();
            assertThat(after).isEqualTo(1 - before);
            assertThat(turned.profiles().get(after)).isEqualTo(model.profiles().get(before));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> model.renumbered(new int[] {0, 0}));
    }
}
