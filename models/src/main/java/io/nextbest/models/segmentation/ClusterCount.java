package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many segments the data carry.
 *
 * <p>Of 3 to 8, only those count whose segments are stable (mean adjusted Rand index of bootstrap refits at least 0.80)
 * and big enough to act on (the smallest holds at least 5 % of the customers). Where it is known what the
 * customers spent afterwards, the smallest number wins that explains log(1 + later spend) as well as the best one does,
 * up to one standard error of the best; where it is not, the largest silhouette. If no number counts, the most stable
 * one is taken and the choice says that the rule did not hold.
 *
 * <p>A number that was chosen before stays as long as it counts and says as much as the best one up to one standard
 * error ({@link Choice#keeping}). To stay it needs a little less than to enter, 0.75 and 4 %, so that segments do not
 * come and go where the data waver about the thresholds.
 *
 * <p>Single refits spread by up to 0.2, so 20 of them leave a standard error of 0.04 just where segments are hardly
 * stable. Where the mean of 20 is within three standard errors of 0.80 or 0.75, more are made, up to 200. Each begins
 * at random: refits that also try the centres of the full fit find those again too often (0.02 to 0.05 higher).
 *
 * <p>Tables of more than 10,000 customers are judged on 10,000 of them drawn by lot, silhouettes on 2,000. Time O(n) up
 * to there: about a second on two cores.
 *
 * <p>Source: the one-standard-error rule of Breiman et al., "Classification and Regression Trees", 1984, section 3.4.3;
 * stability as in {@link Bootstrap}; Wald, "Sequential Analysis", 1947, for looking again where it is not yet clear.
 */
public final class ClusterCount {

    /** The least and the most that are tried. */
    public static final int LEAST = 3;

    public static final int MOST = 8;

    /** The least mean adjusted Rand index, and the least share of the smallest segment. */
    public static final double STABLE = 0.80;

    public static final double SMALLEST_SHARE = 0.05;

    /** The same for a number that was chosen before. */
    public static final double KEPT_STABLE = 0.75;

    public static final double KEPT_SMALLEST_SHARE = 0.04;

    /** Of fewer customers the numbers say nothing: each of them is more than the least share of a segment. */
    public static final int LEAST_CUSTOMERS = (int) Math.ceil(1 / SMALLEST_SHARE);

    private static final int REFITS = 20;
    private static final int MOST_REFITS = 200;
    private static final double CLEAR = 3;
    private static final int STARTS = 20;
    private static final int JUDGED = 10_000;
    private static final int SILHOUETTE = 2_000;

    private ClusterCount() {}

    /**
     * One number that was tried.
     *
     * @param stability mean adjusted Rand index of the bootstrap refits, at most 1
     * @param smallestShare of the customers, in the smallest segment, in [0, 1]
     * @param value share of the variance of log(1 + later spend) explained; null without later spend
     * @param standardError of the value, or of the silhouette where there is no value; null where nobody measured it
     * @param silhouette in [-1, 1]
     * @param verdict why it was chosen or why it lost, in words
     */
    public record Tried(
            int clusters,
            double stability,
            double smallestShare,
            @Nullable Double value,
            @Nullable Double standardError,
            double silhouette,
            String verdict) {

        private boolean counts() {
            return reaches(ENTER);
        }

        private boolean reaches(Limits limits) {
            return stability >= limits.stability() && smallestShare >= limits.smallestShare();
        }

        private double error() {
            return standardError == null ? 0 : standardError;
        }

        /** The same figures with another verdict. */
        public Tried judged(String words) {
            return new Tried(clusters, stability, smallestShare, value, standardError, silhouette, words);
        }
    }

    /**
     * @param clusters the number chosen
     * @param ruleHeld false if no number was stable and big enough, and the most stable one was taken
     * @param tried every number, in ascending order
     */
    public record Choice(int clusters, boolean ruleHeld, List<Tried> tried) {

        public Choice {
            tried = List.copyOf(tried);
        }

        /**
         * The same with the number that was chosen before, if that still counts, with the slack of a kept number, and
         * is within one standard error of the best.
         *
         * @param before the number of segments until now
         * @param of whose number that is, in words: "version 3"
         */
        public Choice keeping(int before, String of) {
            return decide(tried, new Before(before, of));
        }
    }

    private record Limits(double stability, double smallestShare) {}

    private static final Limits ENTER = new Limits(STABLE, SMALLEST_SHARE);
    private static final Limits STAY = new Limits(KEPT_STABLE, KEPT_SMALLEST_SHARE);
    private static final Before NOTHING = new Before(0, "");

    /** What was chosen before, and in which version. */
    private record Before(int clusters, String of) {

        boolean is(Tried one) {
            return clusters == one.clusters();
        }

        boolean stays(Tried one) {
            return is(one) && one.reaches(STAY);
        }

        Optional<String> shortcoming(Tried one) {
            return ClusterCount.shortcoming(one, is(one) ? STAY : ENTER);
        }

        String lost(Tried one) {
            return is(one) ? "not kept from " + of + ": " : "lost: ";
        }
    }

    /** Chooses without knowing what came afterwards: by silhouette. */
    public static Choice choose(RfmTable table, Features features, long seed) {
        return choose(table, Map.of(), features, seed);
    }

    /**
     * Chooses by what the segments say of the time after the table's reference.
     *
     * @param table the customers as they were then
     * @param laterSpend by customer, at least 0; who is missing spent nothing; empty if nothing is known
     * @throws IllegalArgumentException if there are fewer than 3 different customers, or a spend is negative or NaN
     */
    public static Choice choose(RfmTable table, Map<String, Double> laterSpend, Features features, long seed) {
        var random = new SplittableRandom(seed);
        List<RfmTable.Row> rows = drawn(table.rows(), random);
        double[][] raw = rows.stream().map(row -> features.of(row.figures())).toArray(double[][]::new);
        int different = (int) Arrays.stream(raw)
                .map(row -> Arrays.stream(row).boxed().toList())
                .distinct()
                .limit(MOST)
                .count();
        if (different < LEAST) {
            throw new IllegalArgumentException(
                    "%d clusters need as many different customers, got %d".formatted(LEAST, different));
        }
        Scaling scaling = Scaling.fit(raw);
        double[][] points = Arrays.stream(raw).map(scaling::apply).toArray(double[][]::new);
        double[] later = rows.stream()
                .mapToDouble(row -> logarithm(laterSpend.getOrDefault(row.customer(), 0.0)))
                .toArray();
        boolean known = Arrays.stream(later).distinct().count() > 1;
        List<Tried> tried = IntStream.rangeClosed(LEAST, Math.min(MOST, different))
                .mapToObj(k -> attempt(points, k, known ? later : null, random.split()))
                .toList();
        return decide(tried);
    }

    private static double logarithm(double spend) {
        if (!(spend >= 0 && spend < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a later spend must be at least 0 and finite, was " + spend);
        }
        return Math.log1p(spend);
    }

    private static List<RfmTable.Row> drawn(List<RfmTable.Row> rows, SplittableRandom random) {
        List<RfmTable.Row> left = new ArrayList<>(rows);
        int kept = Math.min(JUDGED, left.size());
        for (int i = 0; i < kept; i++) {
            int other = random.nextInt(i, left.size());
            RfmTable.Row swapped = left.get(i);
            left.set(i, left.get(other));
            left.set(other, swapped);
        }
        return left.subList(0, kept);
    }

    private static Tried attempt(double[][] points, int k, double @Nullable [] later, SplittableRandom random) {
        var customers = new Lloyd(points);
        double[][] centers = customers.fit(k, STARTS, random).centers();
        int[] labels = customers.labels(centers);
        int[] sizes = new int[k];
        for (int label : labels) {
            sizes[label]++;
        }
        double smallest = (double) Arrays.stream(sizes).min().orElseThrow() / labels.length;
        double stability = stability(customers, centers, smallest >= KEPT_SMALLEST_SHARE, random);
        int few = Math.min(SILHOUETTE, points.length);
        var silhouette = Silhouette.of(Arrays.copyOf(points, few), Arrays.copyOf(labels, few), k);
        if (later == null) {
            return new Tried(k, stability, smallest, null, silhouette.standardError(), silhouette.mean(), "");
        }
        ValueExplained value = ValueExplained.of(labels, later, random.nextLong());
        return new Tried(k, stability, smallest, value.share(), value.standardError(), silhouette.mean(), "");
    }

    /** By as many refits as it takes; by few where the number loses anyhow. */
    private static double stability(Lloyd customers, double[][] centers, boolean open, SplittableRandom random) {
        double[] indices = new double[0];
        do {
            double[] more = Bootstrap.indices(customers, centers, REFITS, random.nextLong());
            indices = DoubleStream.concat(Arrays.stream(indices), Arrays.stream(more))
                    .toArray();
        } while (open && indices.length < MOST_REFITS && !clear(indices));
        return Arrays.stream(indices).average().orElseThrow();
    }

    /** Whether their mean is too far from either threshold for chance to have put it on that side. */
    private static boolean clear(double[] indices) {
        double mean = Arrays.stream(indices).average().orElseThrow();
        double squares =
                Arrays.stream(indices).map(one -> (one - mean) * (one - mean)).sum();
        double error = Math.sqrt(squares / (indices.length - 1) / indices.length);
        return Math.min(Math.abs(mean - STABLE), Math.abs(mean - KEPT_STABLE)) > CLEAR * error;
    }

    /** Applies the rule to what was measured, and says of each number why. */
    static Choice decide(List<Tried> tried) {
        return decide(tried, NOTHING);
    }

    private static Choice decide(List<Tried> tried, Before before) {
        List<Tried> counting =
                tried.stream().filter(one -> one.counts() || before.stays(one)).toList();
        if (counting.isEmpty()) {
            return mostStable(tried, before);
        }
        Tried best = best(counting);
        Optional<Tried> fresh = fresh(counting.stream().filter(Tried::counts).toList());
        Tried chosen = counting.stream()
                .filter(one -> before.is(one) && within(one, best))
                .findFirst()
                .or(() -> fresh)
                .orElseThrow();
        boolean again = fresh.filter(one -> one == chosen).isPresent();
        return new Choice(
                chosen.clusters(),
                true,
                tried.stream()
                        .map(one -> one.judged(
                                one == chosen ? praise(one, best, again, before) : blame(one, best, chosen, before)))
                        .toList());
    }

    private static Choice mostStable(List<Tried> tried, Before before) {
        Tried chosen =
                tried.stream().max(Comparator.comparingDouble(Tried::stability)).orElseThrow();
        return new Choice(
                chosen.clusters(),
                false,
                tried.stream()
                        .map(one -> one.judged((one == chosen ? "taken as the most stable, though " : before.lost(one))
                                + before.shortcoming(one).orElseThrow()))
                        .toList());
    }

    /** The fewest that say as much as the best of these; without later spend the best. */
    private static Optional<Tried> fresh(List<Tried> counting) {
        return counting.stream()
                .filter(one -> {
                    Tried best = best(counting);
                    return one.value() == null ? one == best : within(one, best);
                })
                .findFirst();
    }

    private static Tried best(List<Tried> counting) {
        return counting.stream()
                .max(Comparator.comparingDouble(ClusterCount::merit))
                .orElseThrow();
    }

    private static boolean within(Tried one, Tried best) {
        return merit(one) >= merit(best) - best.error();
    }

    private static double merit(Tried one) {
        return one.value() == null ? one.silhouette() : one.value();
    }

    private static Optional<String> shortcoming(Tried one, Limits limits) {
        List<String> words = new ArrayList<>();
        if (one.stability() < limits.stability()) {
            words.add(text("stability %.3f is below %.2f", one.stability(), limits.stability()));
        }
        if (one.smallestShare() < limits.smallestShare()) {
            words.add(text(
                    "the smallest segment holds %.1f %%, less than %.0f %%",
                    100 * one.smallestShare(), 100 * limits.smallestShare()));
        }
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", and ", words));
    }

    private static String praise(Tried chosen, Tried best, boolean fresh, Before before) {
        String measure = measure(chosen);
        String why = chosen == best
                ? text("the best %s, %.3f", measure, merit(best))
                : text(
                        "within one standard error (%.3f) of the best %s, %.3f at k=%d",
                        best.error(), measure, merit(best), best.clusters());
        if (before.is(chosen)) {
            String slack = shortcoming(chosen, ENTER)
                    .map(words -> ", within the slack of a kept number (" + words + "),")
                    .orElse("");
            return text("kept: k=%d of %s still counts%s and is %s", chosen.clusters(), before.of(), slack, why)
                    + (fresh ? ", and would be chosen again" : "");
        }
        return "chosen: " + (chosen == best ? "" : "the fewest ") + why;
    }

    private static String blame(Tried one, Tried best, Tried chosen, Before before) {
        Optional<String> shortcoming = before.shortcoming(one);
        if (shortcoming.isPresent()) {
            return before.lost(one) + shortcoming.get();
        }
        String figure = text("%s %.3f", measure(one), merit(one));
        if (before.is(chosen) && within(one, best)) {
            return text(
                    "lost: %s is no clear gain over k=%d of %s, which is kept", figure, chosen.clusters(), before.of());
        }
        if (one.value() != null && within(one, best)) {
            return text("lost: %s is no clear gain over k=%d", figure, chosen.clusters());
        }
        String clearly = one.value() == null ? "" : "clearly ";
        return text("%s%s is %sbelow %.3f at k=%d", before.lost(one), figure, clearly, merit(best), best.clusters());
    }

    private static String measure(Tried one) {
        return one.value() == null ? "silhouette" : "value explained";
    }

    private static String text(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
