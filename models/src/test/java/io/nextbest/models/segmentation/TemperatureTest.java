package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemperatureTest {

    private static final List<Membership> MEMBERSHIPS = memberships();

    @Test
    void isTheSoftmaxOfTheSquaredDistances() {
        var membership = new Membership(1, 1, 0, List.of(), List.of(3.0, 1.0, 5.0));

        double expected = Math.exp(-1 / 2.0) / (Math.exp(-3 / 2.0) + Math.exp(-1 / 2.0) + Math.exp(-5 / 2.0));
        assertThat(new Temperature(2).confidence(membership)).isCloseTo(expected, within(1e-12));
        assertThat(new Temperature(1e-6).confidence(membership)).isEqualTo(1);
        assertThat(new Temperature(1e6).confidence(membership)).isCloseTo(1 / 3.0, within(1e-5));
    }

    @Test
    void recoversTheOneTemperatureThatMadeTheAgreements() {
        var made = new Temperature(0.37);
        List<Double> agreement = MEMBERSHIPS.stream().map(made::confidence).toList();

        assertThat(Temperature.fitOne(MEMBERSHIPS, agreement).value()).isCloseTo(0.37, within(1e-3));
    }

    @Test
    void recoversATemperatureForEachPairOfSegments() {
        var made = new Temperature(1, List.of(List.of(1.0, 0.2, 0.5), List.of(0.2, 1.0, 1.4), List.of(0.5, 1.4, 1.0)));
        List<Double> agreement = MEMBERSHIPS.stream().map(made::confidence).toList();

        Temperature fitted = Temperature.fit(MEMBERSHIPS, agreement);

        assertThat(fitted.pairs().get(0).get(1)).isCloseTo(0.2, within(0.02));
        assertThat(fitted.pairs().get(2).get(0)).isCloseTo(0.5, within(0.03));
        assertThat(fitted.pairs().get(1).get(2)).isCloseTo(1.4, within(0.08));
        for (Membership one : MEMBERSHIPS) {
            assertThat(fitted.confidence(one)).isCloseTo(made.confidence(one), within(0.01));
        }
    }

    @Test
    void staysFiniteWhereAllRefitsAgree() {
        List<Double> agreement = MEMBERSHIPS.stream().map(one -> 1.0).toList();

        Temperature fitted = Temperature.fit(MEMBERSHIPS, agreement);

        assertThat(fitted.value()).isPositive();
        assertThat(fitted.confidence(MEMBERSHIPS.getFirst())).isBetween(0.9, 1.0);
    }

    @Test
    void aTableFourTimesTheSampleHasHalfTheTemperature() {
        var sampled = new Temperature(0.6, List.of(List.of(1.0, 0.2), List.of(0.2, 1.0)));

        Temperature whole = sampled.fromSample(2_500, 10_000);

        assertThat(whole).isEqualTo(new Temperature(0.3, List.of(List.of(0.5, 0.1), List.of(0.1, 0.5))));
        assertThatIllegalArgumentException().isThrownBy(() -> sampled.fromSample(0, 10));
    }

    @Test
    void refusesWhatIsNoTemperature() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Temperature(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Temperature(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Temperature(1, List.of(List.of(1.0, 2.0))));
        assertThatIllegalArgumentException().isThrownBy(() -> Temperature.fit(List.of(), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Temperature.fit(MEMBERSHIPS, List.of(1.0)));
    }

    private static List<Membership> memberships() {
        var centroids = new Centroids(new double[][] {{0, 0, 0}, {2, 0, 0}, {0, 2, 1}});
        var random = new SplittableRandom(2);
        List<Membership> memberships = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            memberships.add(centroids.assign(
                    new double[] {random.nextDouble(-1, 3), random.nextDouble(-1, 3), random.nextDouble(-1, 2)}));
        }
        return memberships;
    }
}
