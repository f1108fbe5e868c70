package io.nextbest.models.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.models.bandit.ThompsonSampling.Arm;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThompsonSamplingTest {

    private static final List<Arm> CATALOGUE = IntStream.range(0, 13)
            .mapToObj(i -> new Arm(144 - 3.7 * i, 1 + 0.7 * (i % 4), 19 + 11 * (i % 5)))
            .toList();

    @ParameterizedTest(name = "{0}·Beta({1},{2}) beats {3}·Beta({4},{5}) with probability {6}")
    @CsvSource({
        "1, 1,   1,   1, 1,   1,   0.5",
        "1, 2,   1,   1, 1,   1,   0.66666666666666667", // ∫ 2v·v dv
        "2, 1,   1,   1, 1,   1,   0.75", // half the time above 1, else even
        "1, 5,   4000, 1, 5,  4000, 0.5",
        "1, 50000, 50000, 1, 50000, 50000, 0.5",
        "1, 0.05, 0.05, 1, 0.05, 0.05, 0.5",
        "1, 3,   1,   1, 0.5, 1,   0.85714285714285714", // ∫ 3v²·v^0.5 dv = 3/3.5
        "1, 1,   0.5, 1, 1,   2,   0.8", // P(m1 < m2), both minima: ∫ 2(1-v)·(1-(1-v)^0.5)… = 2/(2+0.5)
        "1e-3, 2, 3, 1, 400, 400, 0", // cannot pay as much as the other always does
    })
    void equalsTheClosedForm(double s1, double a1, double b1, double s2, double a2, double b2, double expected) {
        double[] p = new ThompsonSampling(List.of(new Arm(s1, a1, b1), new Arm(s2, a2, b2))).probabilities();

        assertThat(p[0]).isCloseTo(expected, within(1e-9));
        assertThat(p[0] + p[1]).isCloseTo(1, within(1e-15));
    }

    /** P(X > Y) = Σ for whole a1: B(a2+i, b1+b2) / ((b1+i)·B(1+i, b1)·B(a2, b2)), i = 0 … a1-1. */
    @Test
    void equalsTheFiniteSumForWholeParameters() {
        double[] p = new ThompsonSampling(List.of(new Arm(1, 5, 4000), new Arm(1, 8, 4100))).probabilities();

        double sum = IntStream.range(0, 5)
                .mapToDouble(i -> Math.exp(logBeta(8 + i, 8100) - logBeta(1 + i, 4000) - logBeta(8, 4100)) / (4000 + i))
                .sum();
        assertThat(p[0]).isCloseTo(sum, within(1e-9));
    }

    /** 1,000,000 plays of 13 arms by drawing every theta; four standard errors for each of 13 shares. */
    @Test
    void agreesWithDrawingEveryArm() {
        int draws = 1_000_000;
        var random = new RandomDataGenerator(7);
        int[] wins = new int[13];
        for (int draw = 0; draw < draws; draw++) {
            int best = 0;
            double most = -1;
            for (int i = 0; i < 13; i++) {
                Arm arm = CATALOGUE.get(i);
                double up = random.nextGamma(arm.a(), 1);
                double payoff = arm.scale() * up / (up + random.nextGamma(arm.b(), 1));
                best = payoff > most ? i : best;
                most = Math.max(most, payoff);
            }
            wins[best]++;
        }
        double[] p = new ThompsonSampling(CATALOGUE).probabilities();
        for (int i = 0; i < 13; i++) {
            double standardError = Math.sqrt(p[i] * (1 - p[i]) / draws);
            assertThat(wins[i] / (double) draws).as("arm %d", i).isCloseTo(p[i], within(4 * standardError));
        }
    }

    @Test
    void isIndifferentToTheUnitOfThePayoffAndToTheOrderOfTheArms() {
        double[] p = new ThompsonSampling(CATALOGUE).probabilities();
        double[] inPence = new ThompsonSampling(CATALOGUE.reversed().stream()
                        .map(arm -> new Arm(100 * arm.scale(), arm.a(), arm.b()))
                        .toList())
                .probabilities();

        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-14));
        for (int i = 0; i < 13; i++) {
            assertThat(inPence[12 - i]).isCloseTo(p[i], within(1e-9));
        }
    }

    /** Chi-square of 100,000 draws against the logged propensities; 32.91 is the 99.9 % point for 12 degrees. */
    @Test
    void drawsEachArmAsOftenAsItsLoggedPropensitySays() {
        var sampling = new ThompsonSampling(CATALOGUE);
        double[] p = sampling.probabilities();
        var random = new SplittableRandom(11);
        int draws = 100_000;
        int[] count = new int[13];
        for (int draw = 0; draw < draws; draw++) {
            count[Choice.draw(p, random).arm()]++;
        }
        double chiSquare = IntStream.range(0, 13)
                .mapToDouble(i -> Math.pow(count[i] - draws * p[i], 2) / (draws * p[i]))
                .sum();
        assertThat(chiSquare).isLessThan(32.91);
        Choice choice = sampling.choose(new SplittableRandom(5));
        assertThat(choice.propensity()).isEqualTo(p[choice.arm()]);
        assertThat(sampling.choose(new SplittableRandom(5))).isEqualTo(choice);
    }

    @Test
    void playsTheOnlyArmForSure() {
        Choice choice = new ThompsonSampling(List.of(new Arm(3, 1, 9))).choose(new SplittableRandom(1));

        assertThat(choice.arm()).isZero();
        assertThat(choice.propensity()).isEqualTo(1);
    }

    @Test
    void scalesDownMoreEvidenceThanTheIntegralResolvesAndKeepsTheMean() {
        Arm arm = Arm.of(1, 3e8, 9e8);

        assertThat(arm.b()).isEqualTo(1e5);
        assertThat(arm.mean()).isCloseTo(0.25, within(1e-15));
        double[] p = new ThompsonSampling(List.of(arm, new Arm(1, 1, 1))).probabilities();
        assertThat(p[0]).isCloseTo(0.25, within(1e-9)); // F of Beta(1,1) at 0.25
    }

    @ParameterizedTest(name = "scale {0}, a {1}, b {2}")
    @CsvSource({
        "0,1,1",
        "-1,1,1",
        "NaN,1,1",
        "Infinity,1,1",
        "1,0,1",
        "1,-2,1",
        "1,NaN,1",
        "1,1,0",
        "1,1,NaN",
        "1,1,2e5"
    })
    void refusesAnArmThatIsNone(double scale, double a, double b) {
        assertThatThrownBy(() -> new Arm(scale, a, b))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be");
    }

    @Test
    void refusesToChooseAmongNoArms() {
        assertThatThrownBy(() -> new ThompsonSampling(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one arm is needed");
    }

    private static double logBeta(double a, double b) {
        return org.hipparchus.special.Beta.logBeta(a, b);
    }
}
