package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {

    @Test
    void cutsTheBaseIntoTenths() {
        Deciles deciles =
                Deciles.of(IntStream.rangeClosed(1, 100).asDoubleStream().toArray());

        assertThat(deciles.edges()).containsExactly(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0);
        assertThat(deciles.shares()).containsOnly(0.1);
    }

    @Test
    void makesOneEdgeOfEqualOnes() {
        // 1 for 55 of 100, then 2 for 25, 3 for 15, 9 for 5
        double[] invoices = IntStream.range(0, 100)
                .mapToDouble(i -> i < 55 ? 1 : i < 80 ? 2 : i < 95 ? 3 : 9)
                .toArray();

        Deciles deciles = Deciles.of(invoices);

        assertThat(deciles.edges()).containsExactly(1.0, 2.0, 3.0);
        assertThat(deciles.shares()).containsExactly(0.55, 0.25, 0.15, 0.05);
        Deciles alike = Deciles.of(new double[] {4, 4, 4});
        assertThat(alike.edges()).isEmpty();
        assertThat(Drift.index(alike, new double[] {7}, 0.05).alarm()).isFalse();
    }

    @Test
    void computesTheIndexByHandWithFlooredShares() {
        var base = new Deciles(List.of(1.0, 2.0), List.of(0.5, 0.3, 0.2), 1_000);

        Drift.Index index = Drift.index(base, new double[] {1, 1, 1, 2, 2}, 0.05);

        double expected = 0.1 * Math.log(0.6 / 0.5) + 0.1 * Math.log(0.4 / 0.3) + (1e-4 - 0.2) * Math.log(1e-4 / 0.2);
        assertThat(index.value()).isCloseTo(expected, within(1e-12));
        assertThat(index.bins()).isEqualTo(3);
        // chi-square with two degrees: -2 ln 0.05
        assertThat(index.critical()).isCloseTo((1 / 1000.0 + 1 / 5.0) * -2 * Math.log(0.05), within(1e-9));
        assertThat(Drift.index(base, new double[] {1, 1, 1, 1, 1, 2, 2, 2, 9, 9}, 0.05)
                        .value())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void ringsAtTheLevelOfTenBinsAndTwoThousand() {
        // tabulated: 16.919 at nine degrees
        assertThat(Drift.chiSquareQuantile(0.95, 9)).isCloseTo(16.919, within(0.001));
        assertThat(Drift.chiSquareQuantile(0.95, 1)).isCloseTo(3.841, within(0.001));
    }

    @Test
    void ringsAsOftenAsStatedWhenNothingChangedAndAlwaysWhenMuchDid() {
        var random = new SplittableRandom(4);
        int figures = 0;
        int counts = 0;
        for (int round = 0; round < 1_000; round++) {
            figures += alarm(random, 0, false) ? 1 : 0;
            counts += alarm(random, 0, true) ? 1 : 0;
        }
        assertThat(figures).isBetween(30, 70);
        assertThat(counts).isBetween(30, 70);
        assertThat(alarm(random, 0.3, false)).isTrue();
    }

    private static boolean alarm(SplittableRandom random, double shift, boolean whole) {
        return index(random, shift, whole).alarm();
    }

    private static Drift.Index index(SplittableRandom random, double shift, boolean whole) {
        double[] base = new double[500];
        double[] today = new double[500];
        for (int i = 0; i < base.length; i++) {
            base[i] = whole ? random.nextInt(4) : random.nextGaussian();
            today[i] = shift + (whole ? random.nextInt(4) : random.nextGaussian());
        }
        return Drift.index(Deciles.of(base), today, 0.05);
    }

    /** Three figures and four shares of people who are the same: 18 of 100 looks have one alarm or another. */
    @Test
    void ringsInAWholeLookAsSeldomAsStated() {
        var random = new SplittableRandom(5);
        int looks = 0;
        int any = 0;
        for (int round = 0; round < 1_000; round++) {
            List<Drift.Index> figures =
                    IntStream.range(0, 3).mapToObj(i -> index(random, 0, false)).toList();
            List<Drift.Share> shares = Drift.shares(segments(random), segments(random), 0.05);
            looks += Drift.alarm(figures, shares, 0.05) ? 1 : 0;
            any += figures.stream().anyMatch(Drift.Index::alarm)
                            || shares.stream().anyMatch(Drift.Share::alarm)
                    ? 1
                    : 0;
        }
        assertThat(any).isBetween(140, 230);
        assertThat(looks).isBetween(25, 70);
    }

    private static long[] segments(SplittableRandom random) {
        long[] counts = new long[4];
        for (int i = 0; i < 500; i++) {
            counts[random.nextInt(4)]++;
        }
        return counts;
    }

    @Test
    void ringsInAWholeLookForOneFigureAndForOneShare() {
        var random = new SplittableRandom(6);
        Drift.Index same = index(random, 0, false);
        Drift.Index moved = index(random, 0.4, false);
        List<Drift.Share> shares = Drift.shares(new long[] {500, 500, 1000}, new long[] {500, 500, 1000}, 0.05);
        List<Drift.Share> shifted = Drift.shares(new long[] {500, 500, 1000}, new long[] {500, 600, 900}, 0.05);
        assertThat(same.alarm()).isFalse();

        assertThat(Drift.alarm(List.of(same, same), shares, 0.05)).isFalse();
        assertThat(Drift.alarm(List.of(same, moved), shares, 0.05)).isTrue();
        assertThat(Drift.alarm(List.of(same, same), shifted, 0.05)).isTrue();
        assertThat(Drift.alarm(List.of(), shifted, 0.05)).isTrue();
        // z of 2.5, once in 80 cases: 1 in 60 for the one test, 1 in 180 for the first of three
        List<Drift.Share> little = Drift.shares(new long[] {2000, 1000, 1000}, new long[] {2112, 944, 944}, 0.05);
        assertThat(little.getFirst().z()).isCloseTo(2.5, within(0.01));
        assertThat(little.getFirst().alarm()).isTrue();
        assertThat(little.getFirst().pValue()).isCloseTo(0.0122, within(2e-4));
        assertThat(Drift.alarm(List.of(same, same), little, 0.05)).isFalse();
    }

    @Test
    void namesTheSegmentsWhoseShareChangedAndNoOther() {
        // 400 left the first segment for the third; the second kept its share
        List<Drift.Share> shares = Drift.shares(new long[] {2000, 1500, 500}, new long[] {1600, 1500, 900}, 0.05);

        assertThat(shares).extracting(Drift.Share::alarm).containsExactly(true, false, true);
        assertThat(shares.get(0).z()).isNegative();
        assertThat(shares.get(2).before()).isEqualTo(0.125);
        assertThat(shares.get(2).now()).isEqualTo(0.225);
        // z of 0.125 against 0.225: 0.1 / sqrt(0.175 * 0.825 * 2 / 4000)
        assertThat(shares.get(2).z()).isCloseTo(0.1 / Math.sqrt(0.175 * 0.825 / 2000), within(1e-9));
        assertThat(Drift.shares(new long[] {5, 0}, new long[] {7, 0}, 0.05)).noneMatch(Drift.Share::alarm);
    }

    @Test
    void doesNotAlarmOfOneSegmentOfThreeAtWhatOneComparisonAloneWouldCallRare() {
        // z = 2.17, which one comparison alone exceeds in 3 of 100 cases
        List<Drift.Share> shares = Drift.shares(new long[] {2000, 1000, 1000}, new long[] {2097, 952, 951}, 0.05);

        assertThat(shares.getFirst().z()).isCloseTo(2.17, within(0.01));
        assertThat(shares).noneMatch(Drift.Share::alarm);
        assertThat(Drift.shares(new long[] {2000, 2000}, new long[] {2097, 1903}, 0.07))
                .allMatch(Drift.Share::alarm);
    }

    @Test
    void countsWhoStayedAndWhoMoved() {
        Movement movement = Movement.of(new int[] {0, 0, 0, 1, 2}, new int[] {0, 1, 0, 1, 0}, 3);

        assertThat(movement.counts()).containsExactly(List.of(2L, 1L, 0L), List.of(0L, 1L, 0L), List.of(1L, 0L, 0L));
        assertThat(movement.stayed()).isEqualTo(3 / 5.0);
        assertThat(movement.share(0, 1)).isEqualTo(1 / 3.0);
        assertThat(movement.share(2, 0)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Movement.of(new int[] {3}, new int[] {0}, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> Movement.of(new int[] {0}, new int[0], 3));
    }

    @Test
    void refusesFiguresThatAreNone() {
        Deciles base = Deciles.of(new double[] {1, 2, 3});

        assertThatIllegalArgumentException().isThrownBy(() -> Deciles.of(new double[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Deciles.of(new double[] {Double.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.index(base, new double[] {Double.NaN}, 0.05));
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.index(base, new double[0], 0.05));
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.index(base, new double[] {1}, 1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Drift.shares(new long[] {1}, new long[] {0}, 0.05));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Deciles(List.of(2.0, 1.0), List.of(0.5, 0.3, 0.2), 9));
    }
}
