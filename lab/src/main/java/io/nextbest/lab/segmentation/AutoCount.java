package io.nextbest.lab.segmentation;

import io.nextbest.lab.Figure;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.ClusterCount.Choice;
import io.nextbest.models.segmentation.ClusterCount.Tried;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.RfmTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * SEG-5: does the rule for the number of segments find one on three data sets, and does it beat five everywhere? Each
 * set is cut 26 weeks before its end; what was spent in them judges.
 */
public final class AutoCount {

    private static final int WEEKS = 26;
    private static final int FIXED = 5;
    private static final int CUTS = 12;
    private static final long SEED = 42;
    private static final LocalDateTime BOTH_CUT = LocalDate.of(2011, 6, 1).atStartOfDay();

    private AutoCount() {}

    public static SequencedMap<String, Figure> run(Path data) throws IOException {
        var sets = new LinkedHashMap<String, Path>();
        sets.put("online-retail", RetailYears.second(data));
        sets.put("cdnow", Cdnow.file(data));
        sets.put("online-retail-ii", RetailYears.first(data));
        var figures = new LinkedHashMap<String, Figure>();
        figures.put("SEG-5", Figure.refused("no data set is in the data folder"));
        int held = 0;
        int read = 0;
        for (Map.Entry<String, Path> set : sets.entrySet()) {
            String id = "SEG-5." + set.getKey();
            if (!Files.isReadable(set.getValue())) {
                figures.put(id, Figure.refused(RetailYears.missing(data, set.getValue())));
                continue;
            }
            List<RetailRow> rows = switch (set.getKey()) {
                case "cdnow" -> Cdnow.read(data);
                case "online-retail" -> RetailYears.readSecond(data);
                default -> RetailYears.readFirst(data);
            };
            LocalDateTime end = Cut.end(rows);
            if (Cut.at(rows, end.minusWeeks(WEEKS)).rows().size() < 100) {
                figures.put(id, Figure.refused("fewer than 100 customers 26 weeks before the end"));
                continue;
            }
            read++;
            held += judge(figures, id, rows, end.minusWeeks(WEEKS)) ? 1 : 0;
            Choice without = ClusterCount.choose(Cut.at(rows, end), Features.LOG, SEED);
            figures.put(id + ".silhouette", chosen(without, "without a later window, all rows"));
        }
        if (read > 0) {
            figures.put("SEG-5", Figure.of(held, read, "of " + read + " data sets the rule held, must 3 of 3"));
        }
        both(figures, data);
        moves(figures, data);
        return figures;
    }

    private static void both(Map<String, Figure> figures, Path data) throws IOException {
        if (!Files.isReadable(RetailYears.first(data)) || !Files.isReadable(RetailYears.second(data))) {
            figures.put(
                    "SEG-5.both-years",
                    Figure.refused("both retail years are needed; data/README.md says what they are"));
            return;
        }
        List<RetailRow> rows = RetailYears.read(data);
        if (Cut.at(rows, BOTH_CUT).rows().size() < 100) {
            figures.put("SEG-5.both-years", Figure.refused("fewer than 100 customers before the cut"));
            return;
        }
        judge(figures, "SEG-5.both-years", rows, BOTH_CUT);
    }

    /** How often the number changes from one cut to the next, chosen anew each time and kept while it counts. */
    private static void moves(Map<String, Figure> figures, Path data) throws IOException {
        if (!Files.isReadable(RetailYears.second(data))) {
            figures.put("SEG-5.moves", Figure.refused(RetailYears.missing(data, RetailYears.second(data))));
            return;
        }
        List<RetailRow> rows = RetailYears.readSecond(data);
        LocalDateTime last = Cut.end(rows).minusWeeks(WEEKS);
        if (Cut.at(rows, last.minusWeeks(CUTS)).rows().size() < 100) {
            figures.put("SEG-5.moves", Figure.refused("fewer than 100 customers at the first cut"));
            return;
        }
        moves(figures, choices(rows, last));
    }

    private static List<Choice> choices(List<RetailRow> rows, LocalDateTime last) {
        return IntStream.range(0, CUTS)
                .mapToObj(i -> last.minusWeeks(CUTS - 1L - i))
                .map(cut -> ClusterCount.choose(
                        Cut.at(rows, cut), Cut.spent(rows, cut, cut.plusWeeks(WEEKS)), Features.LOG, SEED))
                .toList();
    }

    private static void moves(Map<String, Figure> figures, List<Choice> choices) {
        List<Integer> fresh = choices.stream().map(Choice::clusters).toList();
        List<Integer> kept = new ArrayList<>(List.of(fresh.getFirst()));
        choices.stream()
                .skip(1)
                .forEach(one ->
                        kept.add(one.keeping(kept.getLast(), "the cut before").clusters()));
        figures.put("SEG-5.moves", moves(kept, "changes of k over 12 cuts a week apart, kept while it counts"));
        figures.put("SEG-5.moves.anew", moves(fresh, "the same, chosen anew each time"));
    }

    private static Figure moves(List<Integer> chosen, String what) {
        long moves = IntStream.range(1, chosen.size())
                .filter(i -> !chosen.get(i).equals(chosen.get(i - 1)))
                .count();
        return Figure.of(
                moves, chosen.size(), what + ": k = " + chosen.toString().replaceAll("[\\[\\],]", ""));
    }

    /** One choice, what it was chosen from, and what it explains beyond five segments. */
    private static boolean judge(Map<String, Figure> figures, String id, List<RetailRow> rows, LocalDateTime cut) {
        RfmTable table = Cut.at(rows, cut);
        Map<String, Double> later = Cut.spent(rows, cut, cut.plusWeeks(WEEKS));
        Choice choice = ClusterCount.choose(table, later, Features.LOG, SEED);
        figures.put(id, chosen(choice, "cut " + cut.toLocalDate()));
        for (Tried tried : choice.tried()) {
            figures.put(id + ".k" + tried.clusters(), figure(tried, table.rows().size()));
        }
        double gain = value(choice, choice.clusters()) - value(choice, FIXED);
        figures.put(
                id + ".over-five",
                Figure.of(
                        gain,
                        table.rows().size(),
                        "value explained by the chosen number minus that by five: "
                                + (gain > 0 ? "beats five" : gain == 0 ? "is five" : "simpler than five")));
        return choice.ruleHeld();
    }

    private static double value(Choice choice, int clusters) {
        return choice.tried().stream()
                .filter(one -> one.clusters() == clusters)
                .map(Tried::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static Figure chosen(Choice choice, String what) {
        return Figure.of(
                choice.clusters(),
                choice.tried().size(),
                "k chosen, " + what + ": the rule " + (choice.ruleHeld() ? "held" : "did not hold"));
    }

    private static Figure figure(Tried tried, int customers) {
        String measured = String.format(
                Locale.ROOT,
                "; stability %.3f, smallest %.1f %%, silhouette %.3f",
                tried.stability(),
                100 * tried.smallestShare(),
                tried.silhouette());
        Double value = tried.value();
        Double error = tried.standardError();
        if (value == null || error == null) {
            return Figure.of(tried.silhouette(), customers, tried.verdict() + measured);
        }
        return new Figure(
                value, value - 1.96 * error, value + 1.96 * error, customers, null, tried.verdict() + measured);
    }
}
