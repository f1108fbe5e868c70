package io.nextbest.lab.segmentation;

import io.nextbest.lab.Figure;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Drift;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** SEG-6: do drift alarms ring as seldom as they say when nothing changed, and for the right reason when it did? */
public final class DriftAlarms {

    private static final int NULLS = 1_000;
    private static final int SAMPLE = 2_000;
    private static final int LEAST = 200;
    private static final double PLANTED = 0.08;
    private static final int PLANTS = 100;
    private static final int MONTHS = 5;
    private static final int CLUSTERS = 5;
    private static final double LEVEL = 0.05;
    private static final long SEED = 42;

    private static final Map<String, ToDoubleFunction<RfmFigures>> COLUMNS = columns();

    private DriftAlarms() {}

    private static Map<String, ToDoubleFunction<RfmFigures>> columns() {
        var columns = new LinkedHashMap<String, ToDoubleFunction<RfmFigures>>();
        columns.put("recency", RfmFigures::recency);
        columns.put("frequency", RfmFigures::frequency);
        columns.put("monetary", RfmFigures::monetary);
        return columns;
    }

    public static SequencedMap<String, Figure> run(Path data) throws IOException {
        var figures = new LinkedHashMap<String, Figure>();
        if (!Files.isReadable(RetailYears.second(data))) {
            figures.put("SEG-6", Figure.refused(RetailYears.missing(data, RetailYears.second(data))));
            return figures;
        }
        List<RetailRow> rows = RetailYears.readSecond(data);
        LocalDateTime last = Cut.end(rows).toLocalDate().withDayOfMonth(1).atStartOfDay();
        RfmTable july = Cut.at(rows, last.minusMonths(MONTHS));
        RfmTable december = Cut.at(rows, last);
        int sample = Math.min(
                SAMPLE, Math.min(december.rows().size() / 2, july.rows().size()));
        if (sample < LEAST) {
            figures.put(
                    "SEG-6", Figure.refused("two samples of 200 customers are the least, on " + last.toLocalDate()));
            return figures;
        }
        SegmentModel model = SegmentModel.fit(december, new Recipe(Features.LOG, CLUSTERS, 50, SEED));
        nulls(figures, december, model, sample);
        COLUMNS.forEach((name, column) -> figures.put("SEG-6.december." + name, month(july, december, column)));
        power(figures, july, december, sample);
        planted(figures, december, model, sample);
        return figures;
    }

    private static void nulls(Map<String, Figure> figures, RfmTable table, SegmentModel model, int sample) {
        var random = new SplittableRandom(SEED);
        var alarms = new LinkedHashMap<String, Integer>();
        COLUMNS.keySet().forEach(name -> alarms.put(name, 0));
        int segments = 0;
        int looks = 0;
        for (int round = 0; round < NULLS; round++) {
            List<RfmFigures> drawn = draw(table, 2 * sample, random);
            List<RfmFigures> base = drawn.subList(0, sample);
            List<RfmFigures> today = drawn.subList(sample, 2 * sample);
            List<Drift.Index> indices = new ArrayList<>();
            COLUMNS.forEach((name, column) -> {
                Drift.Index index = index(base, today, column);
                indices.add(index);
                alarms.merge(name, index.alarm() ? 1 : 0, Integer::sum);
            });
            List<Drift.Share> shares = Drift.shares(counts(model, base), counts(model, today), LEVEL);
            segments += shares.stream().anyMatch(Drift.Share::alarm) ? 1 : 0;
            looks += Drift.alarm(indices, shares, LEVEL) ? 1 : 0;
        }
        int all = alarms.values().stream().mapToInt(Integer::intValue).sum();
        figures.put(
                "SEG-6",
                share(
                        all,
                        NULLS * COLUMNS.size(),
                        "false alarms of the index at a stated 5 %%, must 3-7 %%, samples of %d".formatted(sample)));
        alarms.forEach((name, count) -> figures.put("SEG-6." + name, share(count, NULLS, "of them by " + name)));
        figures.put(
                "SEG-6.segments",
                share(segments, NULLS, "nulls in which any of five segments' shares alarmed, at most 5 % stated"));
        figures.put(
                "SEG-6.month",
                share(
                        looks,
                        NULLS,
                        "looks at all three figures and the shares that alarmed as a whole, at most 5 % stated"));
    }

    private static Figure month(RfmTable july, RfmTable december, ToDoubleFunction<RfmFigures> column) {
        Drift.Index index = index(figures(july), figures(december), column);
        return Figure.of(
                index.value(),
                july.rows().size() + december.rows().size(),
                String.format(
                        Locale.ROOT,
                        "index of the last month against five before, critical %.4f over %d bins: %s",
                        index.critical(),
                        index.bins(),
                        index.alarm() ? "alarm" : "no alarm"));
    }

    private static void power(Map<String, Figure> figures, RfmTable july, RfmTable december, int sample) {
        var random = new SplittableRandom(SEED + 1);
        for (Map.Entry<String, ToDoubleFunction<RfmFigures>> column : COLUMNS.entrySet()) {
            int alarms = 0;
            for (int round = 0; round < PLANTS; round++) {
                boolean alarm = index(draw(july, sample, random), draw(december, sample, random), column.getValue())
                        .alarm();
                alarms += alarm ? 1 : 0;
            }
            figures.put(
                    "SEG-6.power." + column.getKey(),
                    share(
                            alarms,
                            PLANTS,
                            "alarms on samples of the one month against the other, %d each".formatted(sample)));
        }
    }

    /** In one of two samples, 8 % of the customers, of other segments, give way to customers of one. */
    private static void planted(Map<String, Figure> figures, RfmTable table, SegmentModel model, int sample) {
        var random = new SplittableRandom(SEED + 2);
        int right = 0;
        for (int segment = 0; segment < CLUSTERS; segment++) {
            int target = segment;
            List<RfmFigures> members = figures(table).stream()
                    .filter(one -> model.assign(one).cluster() == target)
                    .toList();
            for (int round = 0; round < PLANTS; round++) {
                List<RfmFigures> drawn = draw(table, 2 * sample, random);
                List<RfmFigures> today = new ArrayList<>(drawn.subList(sample, 2 * sample));
                int left = (int) (PLANTED * sample);
                for (int i = 0; i < today.size() && left > 0; i++) {
                    if (model.assign(today.get(i)).cluster() != target) {
                        today.set(i, members.get(random.nextInt(members.size())));
                        left--;
                    }
                }
                right += sharpest(Drift.shares(counts(model, drawn.subList(0, sample)), counts(model, today), LEVEL))
                                == target
                        ? 1
                        : 0;
            }
        }
        figures.put(
                "SEG-6.attribution",
                share(
                        right,
                        CLUSTERS * PLANTS,
                        "8 % of a sample moved into one segment: that one's alarm is sharpest"));
    }

    /** The alarmed segment that is farthest from chance; -1 if none is. */
    private static int sharpest(List<Drift.Share> shares) {
        int sharpest = -1;
        double most = 0;
        for (Drift.Share share : shares) {
            if (share.alarm() && Math.abs(share.z()) > most) {
                most = Math.abs(share.z());
                sharpest = share.cluster();
            }
        }
        return sharpest;
    }

    private static Drift.Index index(
            List<RfmFigures> base, List<RfmFigures> today, ToDoubleFunction<RfmFigures> column) {
        return Drift.index(
                Deciles.of(base.stream().mapToDouble(column).toArray()),
                today.stream().mapToDouble(column).toArray(),
                LEVEL);
    }

    private static long[] counts(SegmentModel model, List<RfmFigures> figures) {
        long[] counts = new long[CLUSTERS];
        figures.forEach(one -> counts[model.assign(one).cluster()]++);
        return counts;
    }

    private static List<RfmFigures> figures(RfmTable table) {
        return table.rows().stream().map(RfmTable.Row::figures).toList();
    }

    /** As many different customers, by lot. */
    private static List<RfmFigures> draw(RfmTable table, int count, SplittableRandom random) {
        List<RfmFigures> left = new ArrayList<>(figures(table));
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i, left.size());
            RfmFigures swapped = left.get(i);
            left.set(i, left.get(other));
            left.set(other, swapped);
        }
        return left.subList(0, count);
    }

    /** A share with its Wilson interval. */
    private static Figure share(int count, int of, String what) {
        double share = (double) count / of;
        double z = 1.96;
        double middle = (share + z * z / (2 * of)) / (1 + z * z / of);
        double half = z / (1 + z * z / of) * Math.sqrt(share * (1 - share) / of + z * z / (4.0 * of * of));
        return new Figure(share, middle - half, Math.min(1, middle + half), of, null, what);
    }
}
