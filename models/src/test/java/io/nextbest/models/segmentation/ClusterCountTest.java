package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.models.segmentation.ClusterCount.Choice;
import io.nextbest.models.segmentation.ClusterCount.Tried;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClusterCountTest {

    @Test
    void findsAsManySegmentsAsThereAre() {
        double[][] four = {{5, 20, 9000}, {20, 2, 300}, {150, 8, 2500}, {300, 1, 60}};
        RfmTable table = Shop.customers(1_200, four, 0.25, 3);

        Choice choice = ClusterCount.choose(table, Features.LOG, 42);

        assertThat(choice.clusters()).isEqualTo(4);
        assertThat(choice.ruleHeld()).isTrue();
        assertThat(choice.tried()).extracting(Tried::clusters).containsExactly(3, 4, 5, 6, 7, 8);
        assertThat(choice.tried().get(1).verdict()).startsWith("chosen: the best silhouette");
        assertThat(choice.tried())
                .filteredOn(one -> one.clusters() != 4)
                .allMatch(one -> one.verdict().startsWith("lost: "));
        assertThat(ClusterCount.choose(table, Features.LOG, 42)).isEqualTo(choice);
    }

    @Test
    void takesMoreSegmentsOnlyIfTheySayMoreOfLaterSpend() {
        double[][] pairs = {{10, 16, 6000}, {14, 9, 2500}, {150, 2, 300}, {300, 1.2, 100}};
        RfmTable table = Shop.customers(2_000, pairs, 0.2, 7);
        var random = new SplittableRandom(11);
        Map<String, Double> byGroup = new HashMap<>();
        Map<String, Double> byPair = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            String customer = table.rows().get(i).customer();
            byGroup.put(customer, new double[] {900, 90, 9, 0}[i % 4] * random.nextDouble(0.8, 1.2));
            byPair.put(customer, new double[] {90, 90, 0, 0}[i % 4] * random.nextDouble(0.8, 1.2));
        }

        Choice four = ClusterCount.choose(table, byGroup, Features.LOG, 1);
        Choice three = ClusterCount.choose(table, byPair, Features.LOG, 1);

        assertThat(four.clusters()).isEqualTo(4);
        assertThat(four.tried().get(1).value()).isGreaterThan(0.8);
        assertThat(three.clusters()).isEqualTo(3);
    }

    @Test
    void appliesTheRuleToTheWordAndSaysWhyEachNumberLost() {
        Choice choice = ClusterCount.decide(List.of(
                tried(3, 0.95, 0.15, 0.300),
                tried(4, 0.90, 0.12, 0.336),
                tried(5, 0.79, 0.11, 0.350),
                tried(6, 0.85, 0.049, 0.350),
                tried(7, 0.84, 0.06, 0.343),
                tried(8, 0.70, 0.03, 0.345)));

        assertThat(choice.clusters()).isEqualTo(4);
        assertThat(choice.ruleHeld()).isTrue();
        assertThat(choice.tried())
                .extracting(Tried::verdict)
                .containsExactly(
                        "lost: value explained 0.300 is clearly below 0.343 at k=7",
                        "chosen: the fewest within one standard error (0.010) of the best value explained, 0.343 at k=7",
                        "lost: stability 0.790 is below 0.80",
                        "lost: the smallest segment holds 4.9 %, less than 5 %",
                        "lost: value explained 0.343 is no clear gain over k=4",
                        "lost: stability 0.700 is below 0.80, and the smallest segment holds 3.0 %, less than 5 %");
    }

    @Test
    void keepsTheNumberThatWasChosenBeforeAsLongAsItCountsAndSaysAsMuch() {
        Choice fresh = ClusterCount.decide(List.of(
                tried(3, 0.95, 0.15, 0.300),
                tried(4, 0.90, 0.12, 0.336),
                tried(5, 0.79, 0.11, 0.350),
                tried(6, 0.85, 0.06, 0.340),
                tried(7, 0.84, 0.06, 0.343)));

        Choice kept = fresh.keeping(6, "version 3");

        assertThat(fresh.clusters()).isEqualTo(4);
        assertThat(kept.clusters()).isEqualTo(6);
        assertThat(kept.ruleHeld()).isTrue();
        assertThat(kept.tried())
                .extracting(Tried::verdict)
                .containsExactly(
                        "lost: value explained 0.300 is clearly below 0.343 at k=7",
                        "lost: value explained 0.336 is no clear gain over k=6 of version 3, which is kept",
                        "lost: stability 0.790 is below 0.80",
                        "kept: k=6 of version 3 still counts and is within one standard error (0.010) of the best"
                                + " value explained, 0.343 at k=7",
                        "lost: value explained 0.343 is no clear gain over k=6 of version 3, which is kept");
        assertThat(fresh.keeping(4, "version 3").tried().get(1).verdict())
                .isEqualTo("kept: k=4 of version 3 still counts and is within one standard error (0.010) of the best"
                        + " value explained, 0.343 at k=7, and would be chosen again");
        assertThat(fresh.keeping(7, "version 3").tried().get(4).verdict())
                .isEqualTo("kept: k=7 of version 3 still counts and is the best value explained, 0.343");
    }

    @Test
    void leavesTheNumberThatWasChosenBeforeAndSaysWhy() {
        Choice fresh = ClusterCount.decide(
                List.of(tried(3, 0.95, 0.15, 0.300), tried(4, 0.90, 0.12, 0.336), tried(5, 0.749, 0.039, 0.350)));

        Choice clearlyWorse = fresh.keeping(3, "version 3");
        Choice unstable = fresh.keeping(5, "version 3");

        assertThat(clearlyWorse.clusters()).isEqualTo(4);
        assertThat(clearlyWorse.tried().getFirst().verdict())
                .isEqualTo("not kept from version 3: value explained 0.300 is clearly below 0.336 at k=4");
        assertThat(unstable.clusters()).isEqualTo(4);
        assertThat(unstable.tried().getLast().verdict())
                .isEqualTo("not kept from version 3: stability 0.749 is below 0.75,"
                        + " and the smallest segment holds 3.9 %, less than 4 %");
        assertThat(fresh.keeping(2, "version 3")).isEqualTo(fresh); // an operator's two is none of the tried
    }

    @Test
    void aKeptNumberStaysWithLessThanItNeedsToEnterAndSaysSo() {
        Choice fresh = ClusterCount.decide(
                List.of(tried(3, 0.95, 0.15, 0.300), tried(4, 0.90, 0.12, 0.336), tried(5, 0.75, 0.04, 0.340)));

        Choice kept = fresh.keeping(5, "version 3");

        assertThat(fresh.clusters()).isEqualTo(4);
        assertThat(fresh.tried().getLast().verdict()).startsWith("lost: stability 0.750 is below 0.80, and");
        assertThat(kept.clusters()).isEqualTo(5);
        assertThat(kept.ruleHeld()).isTrue();
        assertThat(kept.tried())
                .extracting(Tried::verdict)
                .containsExactly(
                        "lost: value explained 0.300 is clearly below 0.340 at k=5",
                        "lost: value explained 0.336 is no clear gain over k=5 of version 3, which is kept",
                        "kept: k=5 of version 3 still counts, within the slack of a kept number (stability 0.750 is"
                                + " below 0.80, and the smallest segment holds 4.0 %, less than 5 %), and is the best"
                                + " value explained, 0.340");
        assertThat(fresh.keeping(4, "version 3").clusters()).isEqualTo(4); // the slack is the kept number's alone
    }

    @Test
    void aKeptNumberInTheSlackLeavesWhereAnotherSaysClearlyMoreAndIsKeptWhereNoneCounts() {
        List<Tried> better = List.of(tried(3, 0.78, 0.15, 0.300), tried(4, 0.90, 0.12, 0.336));
        List<Tried> none = List.of(tried(3, 0.76, 0.15, 0.300), tried(4, 0.79, 0.03, 0.336));

        assertThat(ClusterCount.decide(better).keeping(3, "version 3").clusters())
                .isEqualTo(4);
        assertThat(ClusterCount.decide(none).clusters()).isEqualTo(4);
        assertThat(ClusterCount.decide(none).keeping(3, "version 3").clusters()).isEqualTo(3);
        assertThat(ClusterCount.decide(none).keeping(3, "version 3").ruleHeld()).isTrue();
        assertThat(ClusterCount.decide(none).keeping(4, "version 3").ruleHeld()).isFalse();
    }

    @Test
    void withoutLaterSpendTheLargestSilhouetteWinsAndTheNumberBeforeStaysWithinItsError() {
        Choice fresh =
                ClusterCount.decide(List.of(bySilhouette(3, 0.349), bySilhouette(4, 0.352), bySilhouette(5, 0.330)));

        assertThat(fresh.clusters()).isEqualTo(4);
        assertThat(fresh.tried().getFirst().verdict()).isEqualTo("lost: silhouette 0.349 is below 0.352 at k=4");
        assertThat(fresh.keeping(3, "version 1").clusters()).isEqualTo(3);
        assertThat(fresh.keeping(5, "version 1").clusters()).isEqualTo(4);
    }

    @Test
    void refitsMoreOftenWhereItIsNotClearWhetherTheSegmentsAreStable() {
        // four loose groups in three: which two go together is not the same in all refits
        double[][] four = {{5, 20, 9000}, {20, 2, 300}, {150, 8, 2500}, {300, 1, 60}};
        RfmTable table = Shop.customers(150, four, 0.8, 5);

        double[] stabilities = LongStream.range(0, 12)
                .mapToDouble(seed -> ClusterCount.choose(table, Features.LOG, seed)
                        .tried()
                        .getFirst()
                        .stability())
                .toArray();

        double mean = Arrays.stream(stabilities).average().orElseThrow();
        double squares = Arrays.stream(stabilities)
                .map(one -> (one - mean) * (one - mean))
                .sum();
        assertThat(mean).isBetween(0.75, 0.85);
        assertThat(Math.sqrt(squares / 11)).isLessThan(0.025); // single refits spread by 0.2, the mean of 20 by 0.05
    }

    private static Tried bySilhouette(int clusters, double silhouette) {
        return new Tried(clusters, 0.9, 0.2, null, 0.005, silhouette, "");
    }

    @Test
    void saysThatTheRuleDidNotHoldAndTakesTheMostStable() {
        Choice choice = ClusterCount.decide(List.of(tried(3, 0.6, 0.2, 0.3), tried(4, 0.7, 0.2, 0.2)));

        assertThat(choice.clusters()).isEqualTo(4);
        assertThat(choice.ruleHeld()).isFalse();
        assertThat(choice.tried().getLast().verdict())
                .isEqualTo("taken as the most stable, though stability 0.700 is below 0.80");
    }

    @Test
    void refusesTooFewCustomersAndImpossibleSpend() {
        RfmTable table = Shop.customers(50);
        var equal = new RfmTable(
                Instant.EPOCH,
                List.of(
                        new RfmTable.Row("a", new RfmFigures(1, 1, 1)),
                        new RfmTable.Row("b", new RfmFigures(1, 1, 1)),
                        new RfmTable.Row("c", new RfmFigures(1, 1, 1))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterCount.choose(equal, Features.LOG, 1))
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterCount.choose(table, Map.of("c00001", Double.NaN), Features.LOG, 1));
    }

    @Test
    void measuresTheShareOfVarianceByHand() {
        // mean 5.5: squares 30.25 + 12.25 + 12.25 + 30.25 = 85, inside the groups 1 + 1 + 1 + 1
        var value = ValueExplained.of(new int[] {0, 0, 1, 1}, new double[] {0, 2, 9, 11}, 1);

        assertThat(value.share()).isCloseTo(1 - 4 / 85.0, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueExplained.of(new int[] {0, 1}, new double[] {3, 3}, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueExplained.of(new int[] {0, 1}, new double[] {3, Double.NaN}, 1));
    }

    @Test
    void theStandardErrorIsThatOfCustomersDrawnAgain() {
        int[] labels = {0, 0, 1};
        double[] later = {0, 1, 1};

        // of 27 draws, 6 hold one group that varies (share 0), 6 a first and a third customer only (share 1), and 15
        // all three or no variance (share 0.25, that of the whole): mean 9.75 / 27, mean square 6.9375 / 27
        double exact = Math.sqrt(6.9375 / 27 - Math.pow(9.75 / 27, 2));
        double mean = LongStream.range(0, 100)
                .mapToDouble(seed -> ValueExplained.of(labels, later, seed).standardError())
                .average()
                .orElseThrow();

        assertThat(ValueExplained.of(labels, later, 1).share()).isCloseTo(0.25, within(1e-12));
        assertThat(mean).isCloseTo(exact, within(0.01)); // 100 times 200 draws
    }

    @Test
    void measuresTheSilhouetteByHand() {
        double[][] points = {{0}, {1}, {4}};

        // (4 - 1) / 4, (3 - 1) / 3, and 0 for the one alone
        var silhouette = Silhouette.of(points, new int[] {0, 0, 1}, 2);
        assertThat(silhouette.mean()).isCloseTo((0.75 + 2 / 3.0) / 3, within(1e-12));
        double mean = silhouette.mean();
        double variance = (0.75 * 0.75 + 4 / 9.0) / 3 - mean * mean;
        assertThat(silhouette.standardError()).isCloseTo(Math.sqrt(variance / 3), within(1e-12));
    }

    private static Tried tried(int clusters, double stability, double smallest, double value) {
        return new Tried(clusters, stability, smallest, value, 0.010, 0.3, "");
    }
}
