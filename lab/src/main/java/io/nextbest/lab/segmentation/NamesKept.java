package io.nextbest.lab.segmentation;

import io.nextbest.lab.Figure;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.Refit;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.SegmentNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** SEG-4: what share of the customers keep the name of their segment over 20 seeds, and over a refit a month later? */
public final class NamesKept {

    private static final int SEEDS = 20;
    private static final int MONTHS = 6;
    private static final long SEED = 42;

    private NamesKept() {}

    public static SequencedMap<String, Figure> run(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>();
        if (!Files.isReadable(RetailYears.second(data))) {
            figures.put("SEG-4", Figure.refused(RetailYears.missing(data, RetailYears.second(data))));
            return figures;
        }
        List<RetailRow> rows = RetailYears.readSecond(data);
        LocalDateTime end = Cut.end(rows);
        RfmTable table = Cut.at(rows, end);
        if (Cut.at(rows, end.minusMonths(MONTHS)).rows().size() < 100) {
            figures.put("SEG-4", Figure.refused("fewer than 100 customers half a year before the end"));
            return figures;
        }
        seeds(figures, table);
        months(figures, rows, end, 5);
        months(figures, rows, end, 4);
        return figures;
    }

    private static void seeds(Map<String, Figure> figures, RfmTable table) {
        for (int starts : new int[] {50, 10, 1}) {
            var recipe = new Recipe(Features.LOG, 5, starts, SEED);
            SegmentModel first = SegmentModel.fit(table, recipe);
            double[] kept = IntStream.rangeClosed(1, SEEDS)
                    .mapToDouble(seed -> kept(
                            first,
                            SegmentModel.fit(table, new Recipe(Features.LOG, 5, starts, SEED + seed)),
                            table.rows()))
                    .toArray();
            double mean = Arrays.stream(kept).average().orElseThrow();
            double worst = Arrays.stream(kept).min().orElseThrow();
            String name = starts == 50 ? "SEG-4" : starts == 10 ? "SEG-4.ten-starts" : "SEG-4.one-start";
            String what = "mean of 20 seeds, %d start%s".formatted(starts, starts == 1 ? "" : "s");
            figures.put(name, Figure.of(mean, table.rows().size(), what + ", must 0.98, moonshot 0.995"));
            figures.put(name + ".worst", Figure.of(worst, table.rows().size(), "worst of them"));
        }
    }

    /** What a month did: the same people's figures of today, by last month's model and by today's. */
    private record Month(double refit, double scratch, double lived, double inertia, int people) {}

    private static void months(Map<String, Figure> figures, List<RetailRow> rows, LocalDateTime end, int clusters) {
        List<Month> months = IntStream.range(0, MONTHS)
                .mapToObj(back -> month(rows, end.minusMonths(back), clusters))
                .toList();
        String name = clusters == 5 ? "SEG-4.month" : "SEG-4.month.k" + clusters;
        String k = "k=" + clusters;
        Month last = months.getFirst();
        double error = 1.96 * Math.sqrt(last.refit() * (1 - last.refit()) / last.people());
        figures.put(
                name,
                new Figure(
                        last.refit(),
                        last.refit() - error,
                        last.refit() + error,
                        last.people(),
                        null,
                        k + ", November's model against December's refit, must 0.90, moonshot 0.95"));
        int people = months.stream().mapToInt(Month::people).sum();
        figures.put(name + ".mean", Figure.of(mean(months, Month::refit), people, k + ", mean of six months' refits"));
        figures.put(
                name + ".worst",
                Figure.of(months.stream().mapToDouble(Month::refit).min().orElseThrow(), people, k + ", worst month"));
        figures.put(
                name + ".inertia",
                Figure.of(mean(months, Month::inertia), people, k + ", inertia of the refits over that of the best"));
        figures.put(
                name + ".scratch",
                Figure.of(last.scratch(), last.people(), k + ", December fitted from scratch and matched"));
        figures.put(
                name + ".scratch.mean",
                Figure.of(mean(months, Month::scratch), people, k + ", mean of six months from scratch"));
        figures.put(
                name + ".lived",
                Figure.of(
                        last.lived(),
                        last.people(),
                        k + ", with each moment's own figures: who also did not move by what they did"));
    }

    private static double mean(List<Month> months, ToDoubleFunction<Month> of) {
        return months.stream().mapToDouble(of).average().orElseThrow();
    }

    private static Month month(List<RetailRow> rows, LocalDateTime now, int clusters) {
        RfmTable before = Cut.at(rows, now.minusMonths(1));
        RfmTable today = Cut.at(rows, now);
        Set<String> people = before.rows().stream().map(RfmTable.Row::customer).collect(Collectors.toSet());
        List<RfmTable.Row> same = today.rows().stream()
                .filter(row -> people.contains(row.customer()))
                .toList();
        var recipe = new Recipe(Features.LOG, clusters, 50, SEED);
        SegmentModel old = SegmentModel.fit(before, recipe);
        SegmentModel scratch = SegmentModel.fit(today, recipe);
        SegmentModel refit = Refit.of(old, today, recipe);
        int[] was = labels(old, before.rows());
        int[] is = carriedLabels(old, refit, same);
        return new Month(
                kept(old, refit, same),
                kept(old, scratch, same),
                share(was, is),
                refit.inertia() / scratch.inertia(),
                same.size());
    }

    /** Share of these figures that get the same name by both models. */
    private static double kept(SegmentModel old, SegmentModel now, List<RfmTable.Row> rows) {
        return share(labels(old, rows), carriedLabels(old, now, rows));
    }

    private static int[] labels(SegmentModel model, List<RfmTable.Row> rows) {
        return rows.stream()
                .mapToInt(row -> model.assign(row.figures()).cluster())
                .toArray();
    }

    /** Old numbers by the names that were carried; -1 under a name that the old model had not. */
    private static int[] carriedLabels(SegmentModel old, SegmentModel now, List<RfmTable.Row> rows) {
        List<String> names = SegmentNames.of(old);
        SegmentNames.Carried carried = SegmentNames.carry(old, names, now);
        int[] numbers = carried.names().stream().mapToInt(names::indexOf).toArray();
        return Arrays.stream(labels(now.renumbered(carried.order()), rows))
                .map(c -> numbers[c])
                .toArray();
    }

    private static double share(int[] one, int[] other) {
        return (double) IntStream.range(0, one.length)
                        .filter(i -> one[i] == other[i])
                        .count()
                / one.length;
    }
}
