package io.nextbest.models.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlotRatesTest {

    private static final double[] UNIFORM = filled(1 / 24.0);

    @Test
    void equalsTheHandComputedPooling() {
        // κ = 8, π = 1/24; 3 events at 9, 1 at 14: p(9) = (3 + 8/24) / (4 + 8), p(14) = (1 + 8/24) / 12, rest (8/24) /
        // 12
        var rates = SlotRates.of(UNIFORM, 8);
        int[] counts = counts(9, 9, 9, 14);

        double[] shares = rates.shares(counts);

        assertThat(shares[9]).isCloseTo(10 / 36.0, within(1e-12));
        assertThat(shares[14]).isCloseTo(4 / 36.0, within(1e-12));
        assertThat(shares[0]).isCloseTo(1 / 36.0, within(1e-12));
        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
        assertThat(rates.ownPart(counts, 9)).isEqualTo(3 / 12.0);
    }

    @Test
    void givesTheUnknownCustomerThePopulationsHours() {
        var rates = SlotRates.fit(List.of(counts(8, 8, 8), counts(20)));

        assertThat(rates.shares(new int[24])).containsExactly(rates.population(), within(1e-15));
        // (3 + ½) / (4 + 12) and (1 + ½) / 16
        assertThat(rates.population()[8]).isEqualTo(3.5 / 16);
        assertThat(rates.population()[20]).isEqualTo(1.5 / 16);
        assertThat(rates.population()[3]).isEqualTo(0.5 / 16);
    }

    @Test
    void poolsLittleWhereCustomersDifferAndMuchWhereTheyDoNot() {
        var random = new SplittableRandom(5);
        List<int[]> ownHours = new ArrayList<>();
        List<int[]> sameHours = new ArrayList<>();
        for (int customer = 0; customer < 400; customer++) {
            int mine = random.nextInt(24);
            int[] own = new int[24];
            int[] same = new int[24];
            for (int event = 0; event < 20; event++) {
                own[mine]++;
                same[random.nextInt(24)]++;
            }
            ownHours.add(own);
            sameHours.add(same);
        }

        assertThat(SlotRates.fit(ownHours).pooling()).isLessThan(2);
        assertThat(SlotRates.fit(sameHours).pooling()).isGreaterThan(300);
    }

    @Test
    void gainsOnLaterEventsOnlyWhereTheCustomerKeepsHisHours() {
        var rates = SlotRates.of(UNIFORM, 8);
        int[] earlier = counts(9, 9, 9, 14);

        // p(9) / π = (10/36)·24, p(0) / π = (1/36)·24
        assertThat(rates.logLikelihoodGain(earlier, counts(9, 0)))
                .isCloseTo(Math.log(240 / 36.0) + Math.log(24 / 36.0), within(1e-12));
        assertThat(rates.logLikelihoodGain(earlier, counts(3))).isNegative();
        assertThat(rates.logLikelihoodGain(new int[24], counts(9))).isCloseTo(0, within(1e-12));
    }

    @Test
    void refusesWhatIsNotADaysHours() {
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.fit(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.fit(List.of(new int[24])));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.fit(List.of(new int[23])));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.of(filled(0.1), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.of(new double[24], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.of(UNIFORM, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotRates.of(UNIFORM, Double.NaN));
        int[] negative = new int[24];
        negative[3] = -1;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SlotRates.of(UNIFORM, 1).shares(negative));
    }

    private static int[] counts(int... hours) {
        int[] counts = new int[24];
        for (int hour : hours) {
            counts[hour]++;
        }
        return counts;
    }

    private static double[] filled(double value) {
        double[] values = new double[24];
        Arrays.fill(values, value);
        return values;
    }
}
