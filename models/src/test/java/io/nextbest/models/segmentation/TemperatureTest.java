package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
    void recoversATemperatureForEachSideOfEachBorder() {
        var made = new Temperature(1, List.of(List.of(1.0, 0.2, 0.5), List.of(0.3, 1.0, 1.4), List.of(0.5, 0.7, 1.0)));
        List<Double> agreement = MEMBERSHIPS.stream().map(made::confidence).toList();

        Temperature fitted = Temperature.fit(MEMBERSHIPS, agreement);

        for (Membership one : MEMBERSHIPS) {
            int own = one.cluster();
            int second = one.secondCluster();
            double expected = made.pairs().get(own).get(second);
            assertThat(fitted.pairs().get(own).get(second)).isCloseTo(expected, within(0.06 * expected));
            assertThat(fitted.confidence(one)).isCloseTo(made.confidence(one), within(0.01));
        }
    }

    @Test
    void isTheMoreSureOfASegmentTheNearerItIs() {
        var random = new SplittableRandom(5);
        var centroids = new Centroids(points(random, 6));
        for (int trial = 0; trial < 50; trial++) {
            var temperature = new Temperature(
                    1,
                    IntStream.range(0, 6)
                            .mapToObj(a -> random.doubles(6, 0.001, 5).boxed().toList())
                            .toList());
            for (double[] point : points(random, 40)) {
                Membership membership = centroids.assign(point);
                List<Double> distances = membership.squaredDistances();
                double[] confidences = IntStream.range(0, 6)
                        .mapToDouble(c -> temperature.confidence(membership, c))
                        .toArray();

                assertThat(Arrays.stream(confidences).sum()).isCloseTo(1, within(1e-12));
                assertThat(temperature.confidence(membership)).isEqualTo(confidences[membership.cluster()]);
                for (int one = 0; one < 6; one++) {
                    for (int other = 0; other < 6; other++) {
                        if (distances.get(one) < distances.get(other)) {
                            assertThat(confidences[one]).isGreaterThanOrEqualTo(confidences[other]);
                        }
                    }
                }
            }
        }
    }

    @Test
    void believesFewCustomersOfABorderLittleAndManyMuch() {
        Temperature few = Temperature.fit(certainBeyond(1), agreements(certainBeyond(1)));
        Temperature many = Temperature.fit(certainBeyond(1_000), agreements(certainBeyond(1_000)));

        // between 0 and 1 refits differ at T = 0.5; towards 2 all agree, which by itself would mean T = 0
        assertThat(few.pairs().get(0).get(1)).isCloseTo(0.5, within(0.05));
        assertThat(few.pairs().get(0).get(2)).isBetween(0.2, 0.5);
        assertThat(many.pairs().get(0).get(2)).isLessThan(0.15);
        assertThat(few.pairs().get(2).get(0)).isCloseTo(few.value(), within(1e-12)); // nobody there
    }

    /** Many customers of segment 0 towards 1, and some towards 2. */
    private static List<Membership> certainBeyond(int some) {
        var centroids = new Centroids(new double[][] {{0, 0}, {2, 0}, {0, 2}});
        List<Membership> memberships = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            memberships.add(centroids.assign(new double[] {i / 2_000.0, 0}));
        }
        for (int i = 0; i < some; i++) {
            memberships.add(centroids.assign(new double[] {0, 0.8}));
        }
        return memberships;
    }

    /** Towards 1 those of T = 0.5, every other one a little more or less; towards 2 certainty. */
    private static List<Double> agreements(List<Membership> memberships) {
        var half = new Temperature(0.5);
        return IntStream.range(0, memberships.size())
                .mapToObj(i -> {
                    Membership one = memberships.get(i);
                    double noise = i % 2 == 0 ? 0.05 : -0.05;
                    return one.secondCluster() == 2 ? 1 : Math.clamp(half.confidence(one) + noise, 0, 1);
                })
                .toList();
    }

    private static double[][] points(SplittableRandom random, int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> random.doubles(3, -2, 2).toArray())
                .toArray(double[][]::new);
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
        List<Double> noShare = MEMBERSHIPS.stream().map(one -> Double.NaN).toList();
        assertThatIllegalArgumentException().isThrownBy(() -> Temperature.fit(MEMBERSHIPS, noShare));
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
