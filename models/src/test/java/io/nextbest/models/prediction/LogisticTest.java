package io.nextbest.models.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogisticTest {

    private static final double[][] TWO_ROWS = {{-1}, {1}};
    private static final boolean[] NO_YES = {false, true};

    @Test
    void equalsTheHandComputedRidge() {
        // by symmetry a = 0; the slope solves 2·(1 - p(b)) = ridge·b. At b = ln 3: p = 3/4, so ridge = (1/2) / ln 3
        var model = Logistic.fit(TWO_ROWS, NO_YES, 0.5 / Math.log(3));

        assertThat(model.coefficients()[0]).isCloseTo(0, within(1e-9));
        assertThat(model.coefficients()[1]).isCloseTo(Math.log(3), within(1e-9));
        assertThat(model.predict(1).value()).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void withoutFeaturesIsTheShareAndItsLogOddsInterval() {
        // 2 of 8: log-odds ln(2/6), variance 1/(8·0.25·0.75) = 2/3
        var model =
                Logistic.fit(new double[8][0], new boolean[] {true, true, false, false, false, false, false, false}, 1);

        var estimate = model.predict();

        double margin = 1.959964 * Math.sqrt(2 / 3.0);
        assertThat(estimate.value()).isCloseTo(0.25, within(1e-9));
        assertThat(estimate.low()).isCloseTo(1 / (1 + 3 * Math.exp(margin)), within(1e-6));
        assertThat(estimate.high()).isCloseTo(1 / (1 + 3 * Math.exp(-margin)), within(1e-6));
    }

    @Test
    void ofATwoByTwoTableIsTheLogOddsRatioWithItsVariance() {
        // x = 0: 30 yes, 70 no; x = 1: 60 yes, 40 no; slope ln(60·70 / (40·30)), variance 1/30 + 1/70 + 1/60 + 1/40
        double[][] features = new double[200][1];
        boolean[] happened = new boolean[200];
        for (int i = 0; i < 200; i++) {
            features[i][0] = i < 100 ? 0 : 1;
            happened[i] = i < 30 || i >= 100 && i < 160;
        }

        var model = Logistic.fit(features, happened, 1e-9);

        assertThat(model.coefficients()[1]).isCloseTo(Math.log(3.5), within(1e-6));
        assertThat(model.covariance()[1][1]).isCloseTo(1 / 30.0 + 1 / 70.0 + 1 / 60.0 + 1 / 40.0, within(1e-6));
    }

    @Test
    void recoversTheCoefficientsThatMadeTheData() {
        var random = new SplittableRandom(7);
        double[][] features = new double[50_000][2];
        boolean[] happened = draw(features, random);

        var model = Logistic.fit(features, happened, 1);

        assertThat(model.coefficients()[1]).isCloseTo(-1.2, within(0.05));
        assertThat(model.coefficients()[2]).isCloseTo(0.7, within(0.05));
        assertThat(model.predict(0, 0).value()).isCloseTo(1 / (1 + Math.exp(-0.4)), within(0.01));
    }

    /** 1,000 samples of 400 rows: does the 95 % interval at one point hold the truth in 95 % of them? */
    @Test
    void coversTheTrueProbabilityAsOftenAsItsIntervalPromises() {
        var random = new SplittableRandom(11);
        double truth = 1 / (1 + Math.exp(-(0.4 - 1.2 * 0.8 + 0.7 * -0.5)));
        int covered = 0;
        for (int sample = 0; sample < 1_000; sample++) {
            double[][] features = new double[400][2];
            boolean[] happened = draw(features, random);
            var estimate = Logistic.fit(features, happened, 1e-3).predict(0.8, -0.5);
            covered += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
        }
        assertThat(covered / 1_000.0).isCloseTo(0.95, within(0.02));
    }

    @Test
    void contributionsSumToTheLogOdds() {
        var random = new SplittableRandom(3);
        double[][] features = new double[500][2];
        var model = Logistic.fit(features, draw(features, random), 1);

        double logOdds = Arrays.stream(model.contributions(1.3, -2)).sum();

        assertThat(1 / (1 + Math.exp(-logOdds)))
                .isCloseTo(model.predict(1.3, -2).value(), within(1e-12));
        assertThat(model.contributions(model.means()))
                .containsExactly(new double[] {model.coefficients()[0], 0, 0}, within(1e-15));
    }

    @Test
    void staysFiniteWhereTheFeatureSeparatesTheOutcomes() {
        double[][] features = {{-1000}, {-999}, {999}, {1000}};

        var model = Logistic.fit(features, new boolean[] {false, false, true, true}, 1e-6);

        assertThat(model.predict(1000).value()).isGreaterThan(0.999).isLessThanOrEqualTo(1);
    }

    @Test
    void isTheSameAgainWhenBuiltFromItsParts() {
        var model = Logistic.fit(TWO_ROWS, NO_YES, 1);

        var again = Logistic.of(model.means(), model.coefficients(), model.covariance());

        assertThat(again.predict(0.3)).isEqualTo(model.predict(0.3));
    }

    @Test
    void refusesWhatItCannotLearnFrom() {
        refused("same outcome", () -> Logistic.fit(TWO_ROWS, new boolean[] {true, true}, 1));
        refused("same outcome", () -> Logistic.fit(new double[0][0], new boolean[0], 1));
        refused("differ in length", () -> Logistic.fit(TWO_ROWS, new boolean[] {true}, 1));
        refused("rows differ", () -> Logistic.fit(new double[][] {{1}, {1, 2}}, NO_YES, 1));
        refused("finite", () -> Logistic.fit(new double[][] {{1}, {Double.NaN}}, NO_YES, 1));
        refused("ridge", () -> Logistic.fit(TWO_ROWS, NO_YES, 0));
        refused("ridge", () -> Logistic.fit(TWO_ROWS, NO_YES, Double.NaN));
        var model = Logistic.fit(TWO_ROWS, NO_YES, 1);
        refused("expected 1 features", () -> model.predict(1, 2));
        refused("finite", () -> model.predict(Double.POSITIVE_INFINITY));
        refused("one more than means", () -> Logistic.of(new double[0], new double[2], new double[2][2]));
        refused("square", () -> Logistic.of(new double[1], new double[2], new double[2][1]));
    }

    private static void refused(String why, Runnable call) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(why);
    }

    /** Fills the features with normal numbers and draws outcomes with log-odds 0.4 - 1.2·x1 + 0.7·x2. */
    private static boolean[] draw(double[][] features, SplittableRandom random) {
        boolean[] happened = new boolean[features.length];
        for (int i = 0; i < features.length; i++) {
            features[i][0] = random.nextGaussian();
            features[i][1] = random.nextGaussian();
            double logOdds = 0.4 - 1.2 * features[i][0] + 0.7 * features[i][1];
            happened[i] = random.nextDouble() < 1 / (1 + Math.exp(-logOdds));
        }
        return happened;
    }
}
