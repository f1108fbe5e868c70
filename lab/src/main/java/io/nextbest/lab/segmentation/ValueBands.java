package io.nextbest.lab.segmentation;

import io.nextbest.lab.Figure;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.value.BandCut;
import io.nextbest.models.value.BandRecipe;
import io.nextbest.models.value.History;
import io.nextbest.models.value.MbgNbd;
import io.nextbest.models.value.ValueModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SEG-2: how much of what customers spend in the next 26 weeks do segments tell that saw nothing after the cut? Share
 * of the variance of ln(1 + spend) explained by the label.
 */
public final class ValueBands {

    private static final LocalDate CUT = LocalDate.of(2011, 6, 1);
    private static final int WEEKS = 26;
    private static final int BANDS = 8;
    private static final int STARTS = 10;
    private static final int REFITS = 100;
    private static final long SEED = 42;
    private static final long OTHER_SEED = 43;

    /** Weeks before the cut at which the challengers learn; the windows they learn from end at the cut or before. */
    private static final int[] EARLIER = {26, 39, 52};

    private ValueBands() {}

    /** The figures of SEG-2, the shipped model first. */
    public static SequencedMap<String, Figure> run(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>();
        for (Path file : List.of(RetailYears.first(data), RetailYears.second(data))) {
            if (!Files.isReadable(file)) {
                figures.put("SEG-2", Figure.refused(RetailYears.missing(data, file)));
                return figures;
            }
        }
        List<RetailRow> rows = RetailYears.read(data);
        List<Shopper> shoppers = Shopper.at(rows, CUT, WEEKS);
        if (shoppers.size() < 10 * BANDS || shoppers.stream().noneMatch(one -> one.later() > 0)) {
            figures.put("SEG-2", Figure.refused("too few customers bought before and after " + CUT));
            return figures;
        }
        List<History> histories = shoppers.stream().map(Shopper::history).toList();
        ValueModel model = ValueModel.fit(histories, BANDS, WEEKS, SEED);
        figures.put("SEG-2", explained("value bands, must 0.36, moonshot 0.39", bands(model, histories), shoppers));
        figures.put("SEG-2.kmeans", explained("k-means, k = 5, must 0.33", clusters(shoppers, 5), shoppers));
        figures.put("SEG-2.kmeans-rule", byRule(rows, shoppers));
        describe(figures, model, shoppers);
        confidence(figures, model, histories);
        variants(figures, shoppers, model.rates());
        figures.put("SEG-2.earlier", earlier(rows));
        challengers(figures, rows, shoppers);
        return figures;
    }

    private static Figure explained(String what, int[] labels, List<Shopper> shoppers) {
        double[] later = shoppers.stream().mapToDouble(Shopper::later).toArray();
        Explained of = Explained.by(labels, later, SEED);
        String verdict = String.format(Locale.ROOT, "%s; smallest %.1f %%", what, 100 * of.smallest());
        return new Figure(of.share(), of.low(), of.high(), labels.length, null, verdict);
    }

    private static int[] bands(ValueModel model, List<History> histories) {
        return histories.stream().mapToInt(one -> model.assign(one).band()).toArray();
    }

    /** k-means with the k that the rule chooses half a year before, from the half year up to the cut. */
    private static Figure byRule(List<RetailRow> rows, List<Shopper> shoppers) {
        LocalDate before = CUT.minusWeeks(WEEKS);
        List<Shopper> then = Shopper.at(rows, before, WEEKS);
        Map<String, Double> spent = then.stream()
                .collect(Collectors.toMap(one -> one.history().customer(), one -> Math.expm1(one.later())));
        var choice = ClusterCount.choose(table(then, before), spent, Features.LOG, SEED);
        String what = "k-means, k = %d as chosen half a year before%s"
                .formatted(choice.clusters(), choice.ruleHeld() ? "" : " (no k held the rule)");
        return explained(what, clusters(shoppers, choice.clusters()), shoppers);
    }

    private static RfmTable table(List<Shopper> shoppers, LocalDate cut) {
        return new RfmTable(
                cut.atStartOfDay().toInstant(ZoneOffset.UTC),
                shoppers.stream()
                        .map(one -> new RfmTable.Row(one.history().customer(), one.rfm()))
                        .toList());
    }

    private static int[] clusters(List<Shopper> shoppers, int clusters) {
        SegmentModel model = SegmentModel.fit(table(shoppers, CUT), new Recipe(Features.LOG, clusters, STARTS, SEED));
        return shoppers.stream()
                .mapToInt(one -> model.assign(one.rfm()).cluster())
                .toArray();
    }

    /** Per band the share that did buy, beside the share that was predicted. */
    private static void describe(Map<String, Figure> figures, ValueModel model, List<Shopper> shoppers) {
        int[] bands = bands(model, shoppers.stream().map(Shopper::history).toList());
        for (int band = 0; band < BANDS; band++) {
            int which = band;
            long bought = IntStream.range(0, bands.length)
                    .filter(i -> bands[i] == which && shoppers.get(i).later() > 0)
                    .count();
            var profile = model.profiles().get(band);
            figures.put(
                    "SEG-2.band" + band,
                    Figure.of(
                            (double) bought / profile.customers(),
                            profile.customers(),
                            String.format(
                                    Locale.ROOT,
                                    "share that bought, predicted %.3f; %s",
                                    profile.probability(),
                                    model.names().get(band))));
        }
    }

    /** The blur is fitted to the refits on one half of the customers and judged on the other. */
    private static void confidence(Map<String, Figure> figures, ValueModel model, List<History> histories) {
        double[] agreement =
                model.agreement(histories, new BandRecipe(BANDS, WEEKS, BandCut.NATURAL, REFITS, OTHER_SEED));
        int[] half =
                IntStream.range(0, agreement.length).filter(i -> i % 2 == 0).toArray();
        int[] rest =
                IntStream.range(0, agreement.length).filter(i -> i % 2 == 1).toArray();
        ValueModel fitted = model.calibrated(
                Arrays.stream(half).mapToObj(histories::get).toList(),
                Arrays.stream(half).mapToDouble(i -> agreement[i]).toArray());
        double[] said = Arrays.stream(rest)
                .mapToDouble(i -> fitted.assign(histories.get(i)).confidence())
                .toArray();
        double[] seen = Arrays.stream(rest).mapToDouble(i -> agreement[i]).toArray();
        figures.put(
                "SEG-2.calibration",
                Figure.of(calibrationError(said, seen), rest.length, "error of the confidence, 100 refits, must 0.03"));
        figures.put(
                "SEG-2.agreement",
                Figure.of(Arrays.stream(agreement).average().orElseThrow(), agreement.length, "mean of the refits"));
    }

    /** Mean departure of what was said from what was seen over ten bins of what was said. */
    static double calibrationError(double[] said, double[] seen) {
        double[] departures = new double[10];
        for (int i = 0; i < said.length; i++) {
            departures[Math.min(9, (int) (said[i] * 10))] += said[i] - seen[i];
        }
        return Arrays.stream(departures).map(Math::abs).sum() / said.length;
    }

    /** What each part of the score and of the cut gives. */
    private static void variants(Map<String, Figure> figures, List<Shopper> shoppers, MbgNbd rates) {
        ToDoubleFunction<Shopper> chance = one -> rates.buysWithin(one.history(), WEEKS);
        ToDoubleFunction<Shopper> number = one -> rates.expectedIfBuys(one.history(), WEEKS);
        ToDoubleFunction<Shopper> typical = one -> one.history().meanBasket();
        ToDoubleFunction<Shopper> score =
                one -> chance.applyAsDouble(one) * Math.log1p(number.applyAsDouble(one) * typical.applyAsDouble(one));
        figures.put("SEG-2.equal", variant("the same in equal bands", score, BandCut.EQUAL, shoppers));
        ToDoubleFunction<Shopper> plain = one -> chance.applyAsDouble(one) * Math.log(one.plainBasket());
        figures.put("SEG-2.plain", variant("P x log mean basket, equal bands", plain, BandCut.EQUAL, shoppers));
        figures.put("SEG-2.plain-cut", variant("P x log mean basket, natural cut", plain, BandCut.NATURAL, shoppers));
        figures.put("SEG-2.chance", variant("P(buys) alone, equal bands", chance, BandCut.EQUAL, shoppers));
        ToDoubleFunction<Shopper> arithmetic =
                one -> chance.applyAsDouble(one) * Math.log1p(number.applyAsDouble(one) * one.plainBasket());
        figures.put("SEG-2.mean-basket", variant("arithmetic mean basket", arithmetic, BandCut.NATURAL, shoppers));
        ToDoubleFunction<Shopper> spend =
                one -> chance.applyAsDouble(one) * number.applyAsDouble(one) * typical.applyAsDouble(one);
        figures.put(
                "SEG-2.expected-spend", variant("expected spend itself, equal bands", spend, BandCut.EQUAL, shoppers));
    }

    private static Figure variant(String what, ToDoubleFunction<Shopper> score, BandCut cut, List<Shopper> shoppers) {
        return cut(what, shoppers.stream().mapToDouble(score).toArray(), cut, shoppers);
    }

    private static Figure cut(String what, double[] scores, BandCut cut, List<Shopper> shoppers) {
        double[] edges = cut.edges(scores, BANDS);
        int[] labels = Arrays.stream(scores)
                .mapToInt(score ->
                        (int) Arrays.stream(edges).filter(edge -> edge <= score).count())
                .toArray();
        return explained(what, labels, shoppers);
    }

    /** The shipped model at a cut half a year before, judged by the half year up to the cut. */
    private static Figure earlier(List<RetailRow> rows) {
        List<Shopper> then = Shopper.at(rows, CUT.minusWeeks(WEEKS), WEEKS);
        List<History> histories = then.stream().map(Shopper::history).toList();
        ValueModel model = ValueModel.fit(histories, BANDS, WEEKS, SEED);
        return explained("the shipped model half a year before", bands(model, histories), then);
    }

    /** Ridge regressions on the score and further traits, learned at earlier cuts only. */
    private static void challengers(Map<String, Figure> figures, List<RetailRow> rows, List<Shopper> shoppers) {
        var past = new LinkedHashMap<List<Shopper>, MbgNbd>();
        for (int weeks : EARLIER) {
            List<Shopper> then = Shopper.at(rows, CUT.minusWeeks(weeks), WEEKS);
            past.put(then, rates(then));
        }
        MbgNbd now = rates(shoppers);
        var tried = new LinkedHashMap<String, List<Shopper.Trait>>();
        for (Shopper.Trait trait : Shopper.Trait.values()) {
            tried.put(trait.name().toLowerCase(Locale.ROOT).replace('_', '-'), List.of(trait));
        }
        tried.put("all-traits", List.of(Shopper.Trait.values()));
        tried.forEach((name, traits) -> {
            var features = new ArrayList<double[]>();
            var goals = new ArrayList<Double>();
            past.forEach((then, rates) -> then.forEach(one -> {
                features.add(features(one, rates, traits));
                goals.add(one.later());
            }));
            Ridge ridge = Ridge.fit(
                    features.toArray(double[][]::new),
                    goals.stream().mapToDouble(Double::doubleValue).toArray());
            double[] scores = shoppers.stream()
                    .mapToDouble(one -> ridge.predict(features(one, now, traits)))
                    .toArray();
            figures.put(
                    "SEG-2.with-" + name,
                    cut("challenger learned at earlier cuts, not shipped", scores, BandCut.NATURAL, shoppers));
        });
    }

    private static MbgNbd rates(List<Shopper> shoppers) {
        return MbgNbd.fit(shoppers.stream().map(Shopper::history).toList());
    }

    private static double[] features(Shopper one, MbgNbd rates, List<Shopper.Trait> traits) {
        double chance = rates.buysWithin(one.history(), WEEKS);
        double number = rates.expectedIfBuys(one.history(), WEEKS);
        double basket = one.history().meanBasket();
        var features = new ArrayList<Double>(List.of(chance * Math.log1p(number * basket), chance, Math.log1p(basket)));
        for (Shopper.Trait trait : traits) {
            for (double value : one.traits().getOrDefault(trait, new double[0])) {
                features.add(value);
            }
        }
        return features.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
