package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentNamesTest {

    /** Centres and shares of Online Retail under logarithms, five clusters. */
    private static final double[][] RETAIL = {
        {186, 1.2, 225}, {87, 2.9, 1085}, {13, 5.5, 1822}, {22, 1.5, 328}, {7, 17, 7572}
    };

    @Test
    void givesTheCentresOfARealShopTheNamesThatAMarketerWould() {
        SegmentModel model = Shop.model(shop(274, 235, 217, 195, 79), Features.LOG, RETAIL);

        assertThat(SegmentNames.of(model)).containsExactly("Lost", "Slipping", "Loyal", "Recent", "Champions");
    }

    @Test
    void tellsLostBigSpendersFromTheLost() {
        double[][] centers = {{200, 1.1, 60}, {190, 2, 3000}, {10, 9, 3000}, {12, 1.5, 100}};
        SegmentModel model = Shop.model(customers(centers, 30, 10, 20, 30), Features.LOG, centers);

        assertThat(SegmentNames.of(model)).containsExactly("Lost", "Lost big spenders", "Champions", "Recent");
    }

    @Test
    void givesEachOfTwoToEightSegmentsANameOfItsOwn() {
        RfmTable table = Shop.customers(800);
        for (Features features : Features.values()) {
            for (int k = 2; k <= 8; k++) {
                SegmentModel model = SegmentModel.fit(table, new Recipe(features, k, 5, 42));
                List<String> names = SegmentNames.of(model);

                assertThat(new HashSet<>(names)).hasSize(k);
                assertThat(names).contains("Champions");
                for (int c = 0; c < k; c++) {
                    double recency = model.center(c)[0];
                    if (names.get(c).startsWith("Lost") || names.get(c).equals("Slipping")) {
                        int champions = names.indexOf("Champions");
                        assertThat(recency).isGreaterThan(model.center(champions)[0]);
                    }
                }
            }
        }
    }

    @Test
    void keepsNumbersAndNamesWhenARefitNumbersOtherwise() {
        SegmentModel before = Shop.model(Features.LOG, RETAIL);
        double[][] shifted = {{7.5, 17.5, 7700}, {23, 1.5, 320}, {180, 1.2, 230}, {13.5, 5.4, 1800}, {90, 2.8, 1100}};
        SegmentModel now = Shop.model(Features.LOG, shifted);
        List<String> names = List.of("Gone", "Slipping", "Loyal", "New", "Our best");

        var carried = SegmentNames.carry(before, names, now);

        assertThat(carried.order()).containsExactly(2, 4, 3, 1, 0);
        assertThat(SegmentNames.pair(before, now)).isEqualTo(carried.order());
        assertThat(SegmentNames.pair(now, before)).containsExactly(4, 3, 0, 2, 1);
        assertThat(carried.names()).isEqualTo(names);
        for (double[] center : RETAIL) {
            var figures = new RfmFigures((long) center[0], (long) Math.ceil(center[1]), center[2]);
            assertThat(now.renumbered(carried.order()).assign(figures).cluster())
                    .isEqualTo(before.assign(figures).cluster());
        }
    }

    @Test
    void movesANameOnlyWhenTheCentreWentMoreThanHalfWay() {
        // one axis: the old centres lie 40 days apart, half of that is 20
        SegmentModel before = Shop.model(Features.RAW, new double[] {10, 1, 10}, new double[] {50, 1, 10});
        List<String> names = List.of("Here", "There");

        var near = SegmentNames.carry(
                before, names, Shop.model(Features.RAW, new double[] {10, 1, 10}, new double[] {70, 1, 10}));
        var far = SegmentNames.carry(
                before, names, Shop.model(Features.RAW, new double[] {10, 1, 10}, new double[] {71, 1, 10}));

        assertThat(near.names()).containsExactly("Here", "There");
        assertThat(far.names().getFirst()).isEqualTo("Here");
        assertThat(far.names().get(1)).isNotEqualTo("There").isNotEqualTo("Here");
    }

    @Test
    void comparesCentresInTheOldUnitsHoweverTheNewModelScales() {
        SegmentModel before = Shop.model(Features.RAW, new double[] {10, 1, 10}, new double[] {50, 1, 10});
        SegmentModel turned = Shop.model(Features.RAW, new double[] {50, 1, 10}, new double[] {10, 1, 10});
        var scaling = new Scaling(new double[] {30, 0, 0}, new double[] {20, 1, 1});
        var scaled = new SegmentModel(
                Features.RAW, scaling, new Centroids(new double[][] {{1, 1, 10}, {-1, 1, 10}}), turned.profiles(), 0);

        var carried = SegmentNames.carry(before, List.of("Here", "There"), scaled);

        assertThat(scaled.center(0)).containsExactly(50, 1, 10);
        assertThat(carried.order()).containsExactly(1, 0);
        assertThat(carried.names()).containsExactly("Here", "There");
    }

    @Test
    void keepsWhatItCanWhenTheNumberOfSegmentsChanges() {
        List<String> names = List.of("Lost", "Slipping", "Loyal", "Recent", "Champions");
        SegmentModel five = Shop.model(Features.LOG, RETAIL);
        SegmentModel four = Shop.model(Features.LOG, RETAIL[4], RETAIL[0], RETAIL[2], RETAIL[3]);
        SegmentModel six = Shop.model(
                Features.LOG, RETAIL[4], RETAIL[0], RETAIL[2], RETAIL[3], RETAIL[1], new double[] {150, 12, 6000});

        var fewer = SegmentNames.carry(five, names, four);
        var more = SegmentNames.carry(five, names, six);

        assertThat(fewer.names()).containsExactlyInAnyOrder("Lost", "Loyal", "Recent", "Champions");
        assertThat(fewer.names().get(0)).isEqualTo("Lost");
        assertThat(fewer.names().get(2)).isEqualTo("Loyal");
        assertThat(more.names().subList(0, 5)).isEqualTo(names);
        assertThat(more.order()).containsExactly(1, 4, 2, 3, 0, 5);
        assertThat(new HashSet<>(more.names())).hasSize(6);
    }

    /** The segment that was lost is Champions by the rule, and somebody calls another one so already. */
    @Test
    void givesNoNameThatAnOperatorChoseInAnotherCase() {
        SegmentModel before = Shop.model(Features.LOG, RETAIL);
        double[][] moved = {{186, 1.2, 225}, {87, 2.9, 1085}, {13, 5.5, 1822}, {22, 1.5, 328}, {2, 150, 90_000}};
        SegmentModel now = Shop.model(Features.LOG, moved);

        var carried = SegmentNames.carry(before, List.of("champions", "lost", "LOYAL", "recent", "Ours"), now);

        assertThat(carried.names())
                .startsWith("champions", "lost", "LOYAL", "recent")
                .doesNotContain("Ours");
        assertThat(carried.names().stream().map(String::toLowerCase)).doesNotHaveDuplicates();
    }

    @Test
    void refusesNamesThatAreNotOnePerSegment() {
        SegmentModel model = Shop.model(Features.LOG, RETAIL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentNames.carry(model, List.of("a", "b", "c", "d"), model));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentNames.carry(model, List.of("a", "b", "c", "d", "a"), model));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SegmentNames.carry(model, List.of("a", "b", "c", "d", "e"), Shop.model(Features.RAW, RETAIL)));
    }

    private static RfmTable shop(int... sizes) {
        return customers(RETAIL, sizes);
    }

    /** As many customers near each centre. */
    private static RfmTable customers(double[][] centers, int... sizes) {
        List<RfmTable.Row> rows = new ArrayList<>();
        for (int c = 0; c < sizes.length; c++) {
            for (int i = 0; i < sizes[c]; i++) {
                rows.add(new RfmTable.Row(
                        c + "-" + i, new RfmFigures((long) centers[c][0], Math.round(centers[c][1]), centers[c][2])));
            }
        }
        return new RfmTable(Instant.EPOCH, rows);
    }
}
