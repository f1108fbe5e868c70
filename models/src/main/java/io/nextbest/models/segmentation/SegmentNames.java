package io.nextbest.models.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Names of segments, by rule, and how they outlive a refit.
 *
 * <p>The rule: each centre, in days, invoices and money, gets three levels: the logarithm of the figure as so many
 * deviations above or below the average customer's, deviations and average taken over the centres, each weighing as
 * many as it has customers. "Champions" is the segment that is highest by frequency + monetary - recency, if it is
 * above average in all three. The others share out the remaining names so that the squared distances between their
 * levels and those that {@code NAMES} gives are least in sum; a name is never given to a segment that contradicts it
 * (nobody is "Slipping" who bought more recently than average). What no name fits is called "Segment n".
 *
 * <p>Source: the names are the trade's, see Hughes, "Strategic Database Marketing", 1994, chapter 6; the levels were
 * read off the centres of Online Retail for 3 to 8 segments.
 */
public final class SegmentNames {

    private static final String BEST = "Champions";

    /** Beyond any sum of squared distances between levels, which are cut at {@link #FAR}. */
    private static final double NEVER = 1e6;

    private static final double FAR = 3;

    private static final List<Name> NAMES = List.of(
            new Name("Loyal", new double[] {-0.7, 0.9, 0.85}, new Limits(-9, 0, 0, 9, -0.3, 9)),
            new Name("Regulars", new double[] {-0.3, 0.15, 0.25}, new Limits(-9, 0.3, -0.5, 9, -0.5, 9)),
            new Name("Recent", new double[] {-1, -0.3, -0.3}, new Limits(-9, -0.2, -9, 0.6, -9, 0.6)),
            new Name("Occasional", new double[] {0.1, -0.8, -0.85}, new Limits(-9, 0.5, -9, 0, -9, 0)),
            new Name("Cooling", new double[] {0.1, 0.95, 1}, new Limits(-0.25, 0.7, 0, 9, 0, 9)),
            new Name("Slipping", new double[] {0.55, -0.05, 0.2}, new Limits(0.2, 9, -0.8, 9, -0.8, 9)),
            new Name("Dozing", new double[] {0.5, -0.2, -0.3}, new Limits(0.1, 9, -0.9, 0.6, -0.9, 0.3)),
            new Name("Lost", new double[] {1.1, -0.85, -0.95}, new Limits(0.2, 9, -9, 0.5, -9, 0.5)),
            new Name("Lost big spenders", new double[] {1, 0.2, 1}, new Limits(0.3, 9, -9, 9, 0.4, 9)),
            new Name("Big baskets", new double[] {-0.3, -0.4, 1}, new Limits(-9, 0.3, -9, 0.5, 0.3, 9)),
            new Name("Small baskets", new double[] {-0.3, 0.3, -0.7}, new Limits(-9, 0.3, 0, 9, -9, -0.3)),
            new Name("Big spenders", new double[] {-0.8, 1.5, 3}, new Limits(-9, 0, 0, 9, 1.5, 9)),
            new Name("Frequent buyers", new double[] {-0.8, 3, 1.5}, new Limits(-9, 0, 1.5, 9, 0, 9)));

    /** A name, the levels of recency, frequency and monetary it stands for, and how far they may stray. */
    private record Name(String text, double[] levels, Limits limits) {}

    private record Limits(double minR, double maxR, double minF, double maxF, double minM, double maxM) {

        boolean allow(double[] levels) {
            return levels[0] >= minR
                    && levels[0] <= maxR
                    && levels[1] >= minF
                    && levels[1] <= maxF
                    && levels[2] >= minM
                    && levels[2] <= maxM;
        }
    }

    /**
     * What a refit makes of the names.
     *
     * @param order for {@link SegmentModel#renumbered}: segment i from now on is the refit's cluster order[i]
     * @param names by the new numbers, no two alike
     */
    public record Carried(int[] order, List<String> names) {

        public Carried {
            order = order.clone();
            names = List.copyOf(names);
        }

        @Override
        public int[] order() {
            return order.clone();
        }
    }

    private SegmentNames() {}

    /** A name for each cluster, by its number; no two alike. */
    public static List<String> of(SegmentModel model) {
        int clusters = model.profiles().size();
        return give(model, IntStream.range(0, clusters).toArray(), Set.of());
    }

    /**
     * Which cluster of another model each one is: the centres of both are paired so that their distances in the first
     * model's standard deviations are least in sum.
     *
     * @return by cluster the other model's, or {@link Matching#NONE} where that has fewer
     * @throws IllegalArgumentException if the models see other features
     */
    public static int[] pair(SegmentModel before, SegmentModel now) {
        return Matching.of(distances(before, now));
    }

    /**
     * Keeps numbers and names over a refit. Of each {@link #pair} of an old and a new centre the new one takes the old
     * one's number, and its name too, unless it lies farther from the old centre than half the way from there to the
     * nearest other old centre. What has no old name is named by the rule, from the names that are left.
     *
     * @param names of the old model's clusters, no two alike; an operator may have chosen them
     * @throws IllegalArgumentException if there is not one name per cluster, or if the models see other features
     */
    public static Carried carry(SegmentModel before, List<String> names, SegmentModel now) {
        if (names.size() != before.profiles().size() || new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("one name of its own per cluster is needed, got " + names);
        }
        double[][] old = before.centroids().centers();
        double[][] distances = distances(before, now);
        int[] clusterOf = Matching.of(distances);
        int[] order = order(clusterOf, now.profiles().size());
        String[] kept = new String[order.length];
        for (int number = 0; number < order.length; number++) {
            int from = IntStream.of(clusterOf).boxed().toList().indexOf(order[number]);
            if (from >= 0 && distances[from][order[number]] <= gap(old, from) / 2) {
                kept[number] = names.get(from);
            }
        }
        int[] open =
                IntStream.range(0, kept.length).filter(n -> kept[n] == null).toArray();
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER); // an operator may have chosen "champions"
        Arrays.stream(kept).filter(name -> name != null).forEach(taken::add);
        List<String> given = give(now.renumbered(order), open, taken);
        for (int i = 0; i < open.length; i++) {
            kept[open[i]] = given.get(i);
        }
        return new Carried(order, List.of(kept));
    }

    private static double[][] distances(SegmentModel before, SegmentModel now) {
        if (before.features() != now.features()) {
            throw new IllegalArgumentException("names cannot be carried from %s to %s figures"
                    .formatted(before.features().label(), now.features().label()));
        }
        double[][] to = Refit.moved(now, before.scaling());
        return Arrays.stream(before.centroids().centers())
                .map(one -> Arrays.stream(to)
                        .mapToDouble(other -> Math.sqrt(squaredDistance(one, other)))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Distance to the nearest other centre. */
    private static double gap(double[][] centers, int of) {
        return IntStream.range(0, centers.length)
                .filter(c -> c != of)
                .mapToDouble(c -> Math.sqrt(squaredDistance(centers[c], centers[of])))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Old numbers where they still exist, the free ones in the refit's order for the rest. */
    private static int[] order(int[] clusterOf, int clusters) {
        int[] order = new int[clusters];
        Arrays.fill(order, Matching.NONE);
        Set<Integer> placed = new HashSet<>();
        for (int number = 0; number < Math.min(clusters, clusterOf.length); number++) {
            if (clusterOf[number] != Matching.NONE) {
                order[number] = clusterOf[number];
                placed.add(clusterOf[number]);
            }
        }
        int[] rest =
                IntStream.range(0, clusters).filter(c -> !placed.contains(c)).toArray();
        int next = 0;
        for (int number = 0; number < clusters; number++) {
            if (order[number] == Matching.NONE) {
                order[number] = rest[next++];
            }
        }
        return order;
    }

    /** Names for some clusters, none of those that are taken. */
    private static List<String> give(SegmentModel model, int[] clusters, Set<String> taken) {
        double[][] levels = levels(model);
        List<String> names = new ArrayList<>();
        int best = best(levels);
        boolean champions =
                best >= 0 && !taken.contains(BEST) && IntStream.of(clusters).anyMatch(c -> c == best);
        List<Name> left =
                NAMES.stream().filter(name -> !taken.contains(name.text())).toList();
        int[] others =
                IntStream.of(clusters).filter(c -> !(champions && c == best)).toArray();
        double[][] costs = new double[others.length][left.size()];
        for (int i = 0; i < others.length; i++) {
            for (int n = 0; n < left.size(); n++) {
                double[] own = levels[others[i]];
                Name name = left.get(n);
                costs[i][n] =
                        squaredDistance(own, name.levels()) + (name.limits().allow(own) ? 0 : NEVER);
            }
        }
        int[] nameOf = Matching.of(costs);
        Set<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        given.addAll(taken);
        for (int i = 0, other = 0; i < clusters.length; i++) {
            if (champions && clusters[i] == best) {
                names.add(BEST);
                continue;
            }
            int name = nameOf[other];
            boolean fits = name != Matching.NONE && costs[other][name] < NEVER;
            names.add(fits ? left.get(name).text() : plain(clusters[i], given));
            given.add(names.getLast());
            other++;
        }
        return names;
    }

    private static String plain(int cluster, Set<String> given) {
        int number = cluster;
        while (given.contains("Segment " + number)) {
            number++;
        }
        return "Segment " + number;
    }

    /** The segment with the highest sum, if it is above average in all three; else -1. */
    private static int best(double[][] levels) {
        int best = 0;
        for (int c = 1; c < levels.length; c++) {
            if (levels[c][1] + levels[c][2] - levels[c][0] > levels[best][1] + levels[best][2] - levels[best][0]) {
                best = c;
            }
        }
        return levels[best][0] <= 0 && levels[best][1] >= 0 && levels[best][2] >= 0 ? best : -1;
    }

    /** Deviations from the average customer, at most {@link #FAR} either way. */
    private static double[][] levels(SegmentModel model) {
        int clusters = model.profiles().size();
        double[][] levels = new double[clusters][];
        for (int c = 0; c < clusters; c++) {
            levels[c] = Arrays.stream(model.center(c)).map(Math::log1p).toArray();
        }
        for (int j = 0; j < 3; j++) {
            double mean = 0;
            double squares = 0;
            for (int c = 0; c < clusters; c++) {
                mean += model.profiles().get(c).share() * levels[c][j];
            }
            for (int c = 0; c < clusters; c++) {
                double off = levels[c][j] - mean;
                squares += model.profiles().get(c).share() * off * off;
            }
            double deviation = Math.sqrt(squares);
            for (int c = 0; c < clusters; c++) {
                double level = deviation < 1e-9 ? 0 : (levels[c][j] - mean) / deviation;
                levels[c][j] = Math.clamp(level, -FAR, FAR);
            }
        }
        return levels;
    }

    private static double squaredDistance(double[] one, double[] other) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += (one[j] - other[j]) * (one[j] - other[j]);
        }
        return sum;
    }
}
