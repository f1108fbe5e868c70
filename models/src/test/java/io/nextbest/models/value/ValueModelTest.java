package io.nextbest.models.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ValueModelTest {

    private static final double WEEKS = 26;

    private final List<History> customers = customers(1003, 3);
    private final ValueModel natural = ValueModel.fit(customers, 8, WEEKS, 42);

    @Test
    void saysWhatItsRefitsSaidOfIt() {
        var recipe = ValueModel.recipe(customers.size(), 8, WEEKS, 42);

        BandFit fit = ValueModel.learn(customers, recipe);

        double[] agreement = natural.agreement(customers, recipe);
        assertThat(fit.model()).isEqualTo(natural);
        assertThat(fit.agreement()).isCloseTo(Arrays.stream(agreement).average().orElseThrow(), within(0.03));
        assertThat(fit.calibrationError()).isBetween(1e-6, 0.1);
        double[] half = {0.5, 0.5, 0.5, 0.5};
        double[] split = {0.25, 0.75, 0.5, 1};
        assertThat(BandFit.of(natural, half, half).calibrationError()).isZero();
        assertThat(BandFit.of(natural, half, split).calibrationError()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void givesTheSecondBestBandWhatTheBlurredEdgesLeaveIt() {
        for (History one : customers.subList(0, 200)) {
            var membership = natural.assign(one);

            assertThat(membership.secondConfidence()).isBetween(0.0, 1 - membership.confidence() + 1e-12);
        }
        var two = customers.stream()
                .map(new ValueModel(
                        natural.rates(),
                        WEEKS,
                        natural.edges().subList(0, 1),
                        List.of("high", "low"),
                        natural.profiles().subList(0, 2),
                        0.1)::assign)
                .toList();
        assertThat(two)
                .allSatisfy(membership -> assertThat(membership.confidence() + membership.secondConfidence())
                        .isCloseTo(1, within(1e-9)));
    }

    @Test
    void computesAScoreByHand() {
        // gone = 1, so P(active) = 1/2; of the active 1 - (1/2)^1 buy within a week: P = 1/4
        // expected of the active for a = 1: (b + 1)·(-L - S) with z = 1/2, S = sum (1)_n (1)_(n-1) / ((2)_n n!) z^n
        // = sum z^n / (n (n+1)) = 1 + (1 - z)/z · ln(1 - z) = 1 - ln 2; L = -ln 2: 2·(2·ln 2 - 1)
        var rates = new MbgNbd(1, 1, 1, 1, 0);
        var edge = new BandEdge(0.4, 0.2, 2);
        var profile = new BandProfile(1, 0.5, 0.5, 1, 1, 1, 0.5, 1);
        var model = new ValueModel(rates, 1, List.of(edge), List.of("up", "down"), List.of(profile, profile), 0.1);

        var membership = model.assign(new History("c", 0, 0, 0, 10));

        double purchases = 2 * (2 * Math.log(2) - 1) / 0.5;
        double score = 0.25 * Math.log(1 + purchases * 10);
        assertThat(membership.probability()).isCloseTo(0.25, within(1e-12));
        assertThat(membership.purchases()).isCloseTo(0.25 * purchases, within(1e-12));
        assertThat(membership.score()).isCloseTo(score, within(1e-12));
        assertThat(membership.band()).isZero();
        assertThat(membership.secondBand()).isEqualTo(1);
        assertThat(membership.confidence()).isCloseTo(1 / (1 + Math.exp(Math.log(0.4 / score) / 0.1)), within(1e-12));
        assertThat(membership.probabilityPart()).isCloseTo(Math.log(0.25 / 0.2), within(1e-12));
        assertThat(membership.sizePart()).isCloseTo(Math.log(4 * score / 2), within(1e-12));
    }

    @Test
    void tellsAHistoryFromDays() {
        var days = new TreeMap<>(Map.of(
                LocalDate.parse("2011-01-03"), 10.0,
                LocalDate.parse("2011-01-10"), 20.0,
                LocalDate.parse("2011-01-31"), 40.0));

        var history = History.of("c", days, LocalDate.parse("2011-02-14"));

        assertThat(history.purchases()).isEqualTo(2);
        assertThat(history.lastAfter()).isEqualTo(4);
        assertThat(history.observed()).isEqualTo(6);
        assertThat(history.meanBasket()).isCloseTo(Math.cbrt(11.0 * 21 * 41) - 1, within(1e-9));
    }

    @Test
    void ordersBandsByWhatTheyPredict() {
        assertThat(natural.edges()).hasSize(7);
        for (int band = 1; band < 8; band++) {
            assertThat(natural.profiles().get(band).score())
                    .isLessThan(natural.profiles().get(band - 1).score());
            assertThat(natural.profiles().get(band).spend())
                    .isLessThan(natural.profiles().get(band - 1).spend());
        }
        assertThat(natural.profiles()).allSatisfy(one -> assertThat(one.share()).isGreaterThanOrEqualTo(0.05));
        assertThat(natural.profiles().stream().mapToInt(BandProfile::customers).sum())
                .isEqualTo(1003);
        assertThat(natural.profiles().stream()
                        .mapToDouble(BandProfile::spendShare)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(natural.names())
                .doesNotHaveDuplicates()
                .startsWith("Most valuable")
                .endsWith("Least valuable");
    }

    @Test
    void cutsEqualBandsWithinOneCustomerOfEachOther() {
        for (int bands : new int[] {2, 3, 5, 7, 8, 20}) {
            var model = ValueModel.fit(customers, new BandRecipe(bands, WEEKS, BandCut.EQUAL, 2, 1));
            var sizes =
                    model.profiles().stream().mapToInt(BandProfile::customers).summaryStatistics();
            assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void putsEveryCustomerIntoTheBandThatItsProfileCounted() {
        int[] counted = new int[8];
        customers.forEach(one -> counted[natural.assign(one).band()]++);

        assertThat(counted)
                .containsExactly(natural.profiles().stream()
                        .mapToInt(BandProfile::customers)
                        .toArray());
    }

    @Test
    void splitsTheMarginExactlyAndNamesTheNearestNeighbour() {
        for (History one : customers) {
            var membership = natural.assign(one);
            BandEdge edge = natural.edges().get(Math.min(membership.band(), membership.secondBand()));
            assertThat(Math.abs(membership.band() - membership.secondBand())).isEqualTo(1);
            assertThat(margin(membership))
                    .isCloseTo(Math.abs(Math.log(membership.score() / edge.score())), within(1e-9));
            assertThat(margin(membership))
                    .isCloseTo(
                            natural.edges().stream()
                                    .mapToDouble(any -> Math.abs(Math.log(any.score() / membership.score())))
                                    .min()
                                    .orElseThrow(),
                            within(1e-9));
        }
    }

    @Test
    void isMoreConfidentTheFartherFromTheEdgeAndSharesOutAllOfIt() {
        var by = new TreeMap<Double, Double>();
        for (History one : customers) {
            var membership = natural.assign(one);
            assertThat(membership.confidence()).isBetween(0.0, 1.0);
            if (membership.band() == 0) {
                by.put(margin(membership), membership.confidence());
            }
        }
        assertThat(new ArrayList<>(by.values())).isSorted().hasSizeGreaterThan(40);
        double[] edges = {1, 2, 4};
        // with a blur of 1/2 and s the logistic function: at 2 the upper band has s(0) - s(-4), at 1.5 s(1) - s(-1)
        assertThat(EdgeBlur.share(edges, 0.5, 2)).isCloseTo(0.5 - 1 / (1 + Math.exp(4)), within(1e-12));
        assertThat(EdgeBlur.share(edges, 0.5, 1.5))
                .isCloseTo(1 / (1 + Math.exp(-1)) - 1 / (1 + Math.exp(1)), within(1e-12));
        assertThat(EdgeBlur.share(edges, 0.5, 5)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12));
    }

    @Test
    void saysHowOftenRefitsOnOtherDrawsAgree() {
        double[] agreement = natural.agreement(customers, new BandRecipe(8, WEEKS, BandCut.NATURAL, 40, 7));
        double said = 0;
        double seen = 0;
        double missed = 0;
        for (int i = 0; i < agreement.length; i++) {
            double confidence = natural.assign(customers.get(i)).confidence();
            said += confidence / agreement.length;
            seen += agreement[i] / agreement.length;
            missed += Math.abs(confidence - agreement[i]) / agreement.length;
        }
        assertThat(Arrays.stream(agreement).boxed())
                .allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
        assertThat(said).isCloseTo(seen, within(0.03));
        assertThat(missed).isLessThan(0.12);
        // at an edge refits go either way, whichever side of it the customer is on
        for (int side : new int[] {-1, 1}) {
            double mean = customers.stream()
                    .filter(one -> Integer.signum(natural.assign(one).secondBand()
                                    - natural.assign(one).band())
                            == side)
                    .sorted(Comparator.comparingDouble(one -> margin(natural.assign(one))))
                    .limit(20)
                    .mapToDouble(one -> agreement[customers.indexOf(one)])
                    .average()
                    .orElseThrow();
            assertThat(mean).isBetween(0.2, 0.8);
        }
    }

    @Test
    void cutsManyNaturalBandsWithASmallerLeastShare() {
        var model = ValueModel.fit(customers, new BandRecipe(20, WEEKS, BandCut.NATURAL, 2, 1));

        assertThat(model.profiles())
                .hasSize(20)
                .allSatisfy(one -> assertThat(one.share()).isGreaterThanOrEqualTo(0.025));
        assertThat(model.names()).doesNotHaveDuplicates();
    }

    @Test
    void findsTheBlurThatTheAgreementWasDrawnFrom() {
        double[] edges = {1, 2, 4};
        double[] scores = new double[200];
        double[] observed = new double[200];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i / 40.0;
            observed[i] = EdgeBlur.share(edges, 0.17, scores[i]);
        }

        assertThat(EdgeBlur.scale(edges, scores, observed)).isCloseTo(0.17, within(1e-6));
    }

    @Test
    void findsTheChangeThatJustFlipsTheBand() {
        for (History one : customers.subList(0, 200)) {
            int band = natural.assign(one).band();
            var kinds = new ArrayList<BandFlip.Kind>();
            for (BandFlip flip : natural.flips(one)) {
                kinds.add(flip.kind());
                assertThat(natural.assign(after(one, flip, flip.amount())).band())
                        .isEqualTo(flip.band())
                        .isNotEqualTo(band);
                assertThat(natural.assign(after(one, flip, justNot(one, flip))).band())
                        .isEqualTo(band);
            }
            assertThat(kinds).doesNotHaveDuplicates();
            assertThat(kinds.contains(BandFlip.Kind.SILENCE)).isEqualTo(band < 7);
            assertThat(kinds.contains(BandFlip.Kind.MORE_PURCHASES)).isEqualTo(band > 0);
        }
    }

    @Test
    void learnsTheSameFromTheSameAndMovesNoBandWhenTheOrderChanges() {
        List<History> shuffled = new ArrayList<>(customers);
        Collections.shuffle(shuffled, new Random(9));

        assertThat(ValueModel.fit(shuffled, 8, WEEKS, 42)).isEqualTo(natural);
    }

    @Test
    void refusesWhatCannotBeCut() {
        var few = customers.subList(0, 7);
        var equal = Collections.nCopies(50, new History("c", 3, 10, 12, 20));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueModel.fit(few, 8, WEEKS, 42))
                .withMessageContaining("got 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueModel.fit(equal, 8, WEEKS, 42))
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException().isThrownBy(() -> ValueModel.fit(customers, 1, WEEKS, 42));
        assertThatIllegalArgumentException().isThrownBy(() -> ValueModel.fit(customers, 5, Double.NaN, 42));
    }

    @Test
    void refusesAHistoryThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", -1, 0, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new History("c", 1, 5, 4, 1))
                .withMessageContaining("reference");
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", 1, Double.NaN, 4, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", 1, 2, Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", 1, 2, 4, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", 1, 2, 4, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", 0, 2, 4, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new History("c", 2, 0, 4, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> History.of("c", new TreeMap<>(), LocalDate.EPOCH))
                .withMessageContaining("without a purchase");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        History.of("c", new TreeMap<>(Map.of(LocalDate.EPOCH.plusDays(1), 5.0)), LocalDate.EPOCH));
    }

    @Test
    void refusesAModelWhosePartsDoNotFit() {
        var edges = natural.edges();
        var names = natural.names();
        var profiles = natural.profiles();
        var rates = natural.rates();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ValueModel(rates, WEEKS, edges.reversed(), names, profiles, 0.1))
                .withMessageContaining("descend");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ValueModel(rates, WEEKS, edges, names.subList(1, 8), profiles, 0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueModel(rates, WEEKS, edges, names, profiles, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ValueModel(rates, WEEKS, edges, Collections.nCopies(8, "x"), profiles, 0.1));
    }

    private static History after(History one, BandFlip flip, double amount) {
        return switch (flip.kind()) {
            case MORE_PURCHASES -> amount == 0 ? one : one.bought((int) amount);
            case LARGER_BASKET, SMALLER_BASKET -> one.spending(amount);
            case SILENCE -> one.silent(amount);
        };
    }

    private static double justNot(History one, BandFlip flip) {
        return switch (flip.kind()) {
            case MORE_PURCHASES -> flip.amount() - 1;
            case LARGER_BASKET, SMALLER_BASKET -> flip.amount() + (one.meanBasket() - flip.amount()) * 1e-6;
            case SILENCE -> flip.amount() * (1 - 1e-6);
        };
    }

    static List<History> customers(int number, long seed) {
        var random = new SplittableRandom(seed);
        var customers = new ArrayList<History>();
        for (int i = 0; i < number; i++) {
            double observed = random.nextInt(70, 540) / 7.0;
            double rate = -Math.log(random.nextDouble()) * 0.15;
            double until = random.nextDouble() < 0.3 ? observed * random.nextDouble() : observed;
            double last = 0;
            long purchases = 0;
            double at = -Math.log(random.nextDouble()) / rate;
            while (at < until) {
                last = at;
                purchases++;
                at += -Math.log(random.nextDouble()) / rate;
            }
            double basket = Math.exp(5 + random.nextDouble(-1.5, 1.5));
            customers.add(new History("c" + i, purchases, last, observed, basket));
        }
        return customers;
    }

    private static double margin(BandMembership membership) {
        return membership.probabilityPart() + membership.sizePart();
    }
}
