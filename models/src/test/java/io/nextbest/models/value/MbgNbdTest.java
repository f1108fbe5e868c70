package io.nextbest.models.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MbgNbdTest {

    private static final Path CDNOW =
            Path.of(System.getProperty("shared.folder", "../../shared"), "data/cdnow/cdnow_customers_summary.csv");
    private static final MbgNbd PUBLISHED = new MbgNbd(0.52484, 6.18299, 0.89136, 1.61400, -9582.13);

    @Test
    void findsThePublishedParametersOfCdnow() throws Exception {
        List<History> customers = cdnow();
        var fitted = MbgNbd.fit(customers);

        assertThat(customers).hasSize(2357);
        assertThat(fitted.r()).isCloseTo(0.52484, within(5e-5));
        assertThat(fitted.alpha()).isCloseTo(6.18299, within(5e-4));
        assertThat(fitted.a()).isCloseTo(0.89136, within(5e-5));
        assertThat(fitted.b()).isCloseTo(1.61400, within(5e-4));
        assertThat(fitted.logLikelihood()).isCloseTo(-9582.13, within(0.01));

        Collections.shuffle(customers, new Random(1));
        assertThat(MbgNbd.fit(customers)).isEqualTo(fitted);
    }

    @Test
    void computesTheChancesThatTheFormulasGiveByHand() {
        // r = alpha = a = b = 1, x = 1, t_x = 1, T = 3: gone = 1/2 * (4/2)^2 = 2, so P(active) = 1/3;
        // within 4 weeks 1 - (4/8)^2 = 3/4 of the active buy
        var model = new MbgNbd(1, 1, 1, 1, 0);
        var history = new History("c", 1, 1, 3, 10);

        assertThat(Math.exp(model.logActive(history))).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(model.buysWithin(history, 4)).isCloseTo(1 / 4.0, within(1e-15));
    }

    @Test
    void countsExpectedPurchasesAsTheIntegralOverRatesAndLeaversDoes() {
        for (double a : new double[] {0.3, 0.89136, 1, 1 + 1e-9, 2.5}) {
            var model = new MbgNbd(0.5, 6, a, 1.6, 0);
            for (var history : List.of(new History("c", 0, 0, 5, 1), new History("d", 4, 20, 30, 1))) {
                assertThat(expected(model, history, 26)).isCloseTo(integrated(model, history, 26), within(0.02));
            }
        }
        var many = new MbgNbd(0.9, 1, 3000, 60_000, 0);
        var history = new History("e", 30, 29, 30, 1);
        assertThat(expected(many, history, 104)).isCloseTo(integrated(many, history, 104), within(0.02));
        assertThat(expected(new MbgNbd(0.5, 6, 1 - 1e-9, 1.6, 0), new History("d", 4, 20, 30, 1), 26))
                .isCloseTo(expected(new MbgNbd(0.5, 6, 1, 1.6, 0), new History("d", 4, 20, 30, 1), 26), within(1e-7));
    }

    @Test
    void staysFiniteAndMonotoneForManyPurchasesAndLongTimes() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 2000; i++) {
            var model = new MbgNbd(
                    Math.exp(random.nextDouble(-4, 4)),
                    Math.exp(random.nextDouble(-4, 6)),
                    Math.exp(random.nextDouble(-9, 7)),
                    Math.exp(random.nextDouble(-4, 8)),
                    0);
            double observed = random.nextDouble(1, 1000);
            var history = new History("c", random.nextLong(1, 5001), random.nextDouble(0.1, observed), observed, 1);
            double weeks = random.nextDouble(0.1, 200);
            double chance = model.buysWithin(history, weeks);
            double count = expected(model, history, weeks);

            assertThat(chance).isBetween(0.0, 1.0);
            assertThat(model.logBuysWithin(history, weeks)).isFinite();
            assertThat(count).isFinite().isGreaterThanOrEqualTo(chance * (1 - 1e-6));
            assertThat(model.buysWithin(history, weeks * 2)).isGreaterThanOrEqualTo(chance);
            assertThat(expected(model, history, weeks * 2)).isGreaterThanOrEqualTo(count * (1 - 1e-9));
            assertThat(model.buysWithin(history.silent(5), weeks)).isLessThanOrEqualTo(chance);
        }
    }

    @Test
    void neverBelievesThatAOneTimeBuyerSurelyReturnsAndBelievesItLessWithAge() {
        double before = 1;
        for (int week = 0; week <= 200; week++) {
            double chance = PUBLISHED.buysWithin(new History("c", 0, 0, week, 1), 39);
            assertThat(chance).isLessThan(before).isPositive();
            before = chance;
        }
    }

    @Test
    void doesNotJumpWherePowersUnderflow() {
        double before = Math.exp(PUBLISHED.logActive(new History("c", 131, 70, 71, 1)));
        for (long x = 132; x < 400; x++) {
            double active = Math.exp(PUBLISHED.logActive(new History("c", x, 70, 71, 1)));
            assertThat(Math.abs(active - before)).isLessThan(1e-2);
            before = active;
        }
    }

    @Test
    void findsTheParametersThatCustomersWereDrawnFrom() {
        var truth = new MbgNbd(0.8, 8, 0.6, 2, 0);
        var random = new Random(11);
        List<History> customers = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            customers.add(drawn(truth, 20 + random.nextInt(60), random));
        }
        var fitted = MbgNbd.fit(customers);

        assertThat(fitted.r()).isCloseTo(0.8, within(0.08));
        assertThat(fitted.alpha()).isCloseTo(8, within(0.8));
        assertThat(fitted.a() / (fitted.a() + fitted.b())).isCloseTo(0.6 / 2.6, within(0.02));
    }

    @Test
    void staysFiniteWhereNobodyEverLeaves() {
        var random = new Random(4);
        List<History> customers = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            customers.add(drawn(new MbgNbd(0.9, 10, 1e-6, 1000, 0), 10 + random.nextInt(50), random));
        }
        var fitted = MbgNbd.fit(customers);

        assertThat(fitted.a() / (fitted.a() + fitted.b())).isLessThan(0.01);
        assertThat(fitted.r()).isCloseTo(0.9, within(0.1));
        assertThat(customers)
                .allSatisfy(one -> assertThat(fitted.expectedIfBuys(one, 26)).isBetween(1.0, 200.0));
    }

    @Test
    void refusesCustomersOfWhomNobodyBoughtTwiceAndFiguresOutsideTheirRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MbgNbd.fit(List.of(new History("a", 0, 0, 3, 1), new History("b", 0, 0, 4, 1))))
                .withMessageContaining("bought twice");
        assertThatIllegalArgumentException().isThrownBy(() -> MbgNbd.fit(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new MbgNbd(0, 1, 1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new MbgNbd(1, Double.NaN, 1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> PUBLISHED.buysWithin(new History("a", 0, 0, 3, 1), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PUBLISHED.expectedIfBuys(new History("a", 0, 0, 3, 1), Double.NaN));
    }

    /** Days with a purchase that are to be expected of somebody who may have left. */
    private static double expected(MbgNbd model, History history, double weeks) {
        return model.buysWithin(history, weeks) * model.expectedIfBuys(history, weeks);
    }

    /** The model's story itself: rates and chances to leave drawn from what the history makes likely. */
    private static double integrated(MbgNbd model, History history, double weeks) {
        int steps = 400;
        double[] rates = new double[steps];
        for (int j = 0; j < steps; j++) {
            rates[j] = gammaQuantile(model.r() + history.purchases(), (j + 0.5) / steps)
                    / (model.alpha() + history.observed());
        }
        double count = 0;
        // the chance to leave of an active customer is Beta(a, b + x + 1); the rate is Gamma(r + x, alpha + T)
        for (int i = 0; i < steps; i++) {
            double p = betaQuantile(model.a(), model.b() + history.purchases() + 1, (i + 0.5) / steps);
            for (double rate : rates) {
                count += p < 1e-12 ? rate * weeks : -Math.expm1(-rate * p * weeks) / p;
            }
        }
        return Math.exp(model.logActive(history)) * count / steps / steps;
    }

    private static double gammaQuantile(double shape, double level) {
        double low = 0;
        double high = 10 * shape + 50;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (org.hipparchus.special.Gamma.regularizedGammaP(shape, middle) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double betaQuantile(double a, double b, double level) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (org.hipparchus.special.Beta.regularizedBeta(middle, a, b) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static History drawn(MbgNbd model, double observed, Random random) {
        double rate = gammaQuantile(model.r(), random.nextDouble()) / model.alpha();
        double leave = betaQuantile(model.a(), model.b(), random.nextDouble());
        double at = 0;
        double last = 0;
        long purchases = 0;
        while (random.nextDouble() >= leave) {
            at += -Math.log(random.nextDouble()) / rate;
            if (at > observed) {
                break;
            }
            last = at;
            purchases++;
        }
        return new History("c", purchases, last, observed, 1);
    }

    private static List<History> cdnow() throws Exception {
        assumeThat(CDNOW)
                .as("CDNOW is not beside the project (-Dshared.folder=DIR): the published parameters are not checked")
                .isRegularFile();
        List<History> customers = new ArrayList<>();
        for (String line : Files.readAllLines(CDNOW).stream().skip(1).toList()) {
            String[] cells = line.split(",");
            customers.add(new History(
                    cells[0], Long.parseLong(cells[1]), Double.parseDouble(cells[2]), Double.parseDouble(cells[3]), 1));
        }
        return customers;
    }
}
