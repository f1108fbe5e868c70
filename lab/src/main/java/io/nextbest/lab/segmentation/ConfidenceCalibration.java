package io.nextbest.lab.segmentation;

import io.nextbest.lab.Figure;
import io.nextbest.models.segmentation.Bootstrap;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * SEG-3: does a confidence of 0.9 mean that nine of ten refits on redrawn customers agree? Half of the customers fit
 * the temperatures, the other half judges them, ten bins.
 */
public final class ConfidenceCalibration {

    private static final int REFITS = 100;
    private static final long SEED = 42;
    private static final int SEEDS = 5;

    private ConfidenceCalibration() {}

    public static SequencedMap<String, Figure> run(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>();
        if (!Files.isReadable(RetailYears.second(data))) {
            figures.put("SEG-3", Figure.refused(RetailYears.missing(data, RetailYears.second(data))));
            return figures;
        }
        List<RetailRow> rows = RetailYears.readSecond(data);
        RfmTable table = Cut.at(rows, Cut.end(rows));
        if (table.rows().size() < 100) {
            figures.put("SEG-3", Figure.refused("fewer than 100 customers say nothing of ten bins"));
            return figures;
        }
        var standard = new Judged(table, new Recipe(Features.LOG, 5, 50, SEED), SEED);
        Temperature pairs = standard.pairs();
        figures.put("SEG-3", standard.error(pairs::confidence, "T per border, log k=5, must 0.03, moonshot 0.01"));
        figures.put("SEG-3.brier", standard.brier(pairs::confidence, "Brier score of it"));
        Temperature one = standard.one();
        figures.put("SEG-3.one", standard.error(one::confidence, "one T for all pairs, the plain softmax"));
        figures.put("SEG-3.one.brier", standard.brier(one::confidence, "Brier score of it"));
        figures.put("SEG-3.older", standard.error(m -> m.confidence(), "the older service's max(0, 1 - d/5)"));
        figures.put("SEG-3.inverse", standard.error(m -> 1 / (1 + m.distance()), "1 / (1 + d)"));
        double worst = 0;
        for (long seed = SEED + 1; seed < SEED + SEEDS; seed++) {
            var again = new Judged(table, new Recipe(Features.LOG, 5, 50, SEED), seed);
            worst = Math.max(worst, value(again.error(again.pairs()::confidence, "")));
            if (seed == SEED + 1) {
                figures.put("SEG-3.fresh", again.error(pairs::confidence, "the same T judged by 100 other refits"));
            }
        }
        figures.put("SEG-3.worst", Figure.of(worst, standard.judges(), "worst of four further seeds of the refits"));
        for (int k : new int[] {3, 4, 6, 7}) {
            var other = new Judged(table, new Recipe(Features.LOG, k, 50, SEED), SEED);
            figures.put("SEG-3.k" + k, other.error(other.pairs()::confidence, "T per border, log k=" + k));
        }
        var parity = new Judged(table, new Recipe(Features.RAW, 5, 50, SEED), SEED);
        figures.put("SEG-3.raw", parity.error(parity.pairs()::confidence, "T per border, raw k=5"));
        return figures;
    }

    private static double value(Figure figure) {
        Double value = figure.value();
        return value == null ? Double.NaN : value;
    }

    /** One model, its refits, and who fits and who judges. */
    private static final class Judged {
        private final List<Membership> fitting;
        private final List<Membership> judging;
        private final List<Double> fittingAgreement;
        private final List<Double> judgingAgreement;

        Judged(RfmTable table, Recipe recipe, long seed) {
            SegmentModel model = SegmentModel.fit(table, recipe);
            List<Membership> all = table.rows().stream()
                    .map(row -> model.assign(row.figures()))
                    .toList();
            List<Double> agreement = Bootstrap.of(model, table, REFITS, seed).agreement();
            this.fitting = half(all, 0);
            this.judging = half(all, 1);
            this.fittingAgreement = half(agreement, 0);
            this.judgingAgreement = half(agreement, 1);
        }

        private static <T> List<T> half(List<T> all, int parity) {
            return IntStream.range(0, all.size())
                    .filter(i -> i % 2 == parity)
                    .mapToObj(all::get)
                    .toList();
        }

        Temperature pairs() {
            return Temperature.fit(fitting, fittingAgreement);
        }

        Temperature one() {
            return Temperature.fitOne(fitting, fittingAgreement);
        }

        int judges() {
            return judging.size();
        }

        Figure error(ToDoubleFunction<Membership> confidence, String what) {
            double[] said = judging.stream().mapToDouble(confidence).toArray();
            double[] seen =
                    judgingAgreement.stream().mapToDouble(Double::doubleValue).toArray();
            double error = ValueBands.calibrationError(said, seen);
            String reached = error <= 0.01 ? "moonshot reached" : error <= 0.03 ? "must reached" : "missed";
            return Figure.of(
                    error, said.length, String.format(Locale.ROOT, "calibration error, %s: %s", what, reached));
        }

        Figure brier(ToDoubleFunction<Membership> confidence, String what) {
            double sum = 0;
            for (int i = 0; i < judging.size(); i++) {
                double off = confidence.applyAsDouble(judging.get(i)) - judgingAgreement.get(i);
                sum += off * off;
            }
            return Figure.of(sum / judging.size(), judging.size(), what);
        }
    }
}
