package io.nextbest.models.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Value bands: customers ordered by what they are expected to bring within a horizon, and cut into bands.
 *
 * <p>The score of a customer is P(buys) · ln(1 + purchases if they buy · mean basket), an estimate of the expected
 * logarithm of 1 + spend. Band 0 is the best. All parts are plain numbers, so that a stored model is the model.
 *
 * <p>Fitting takes O(refits · (n log n · bands)); an assignment O(bands). Immutable; safe to share between threads.
 *
 * <p>Source: {@link MbgNbd} for chance and number of purchases; the second segmentation of this product, measured on
 * two years of Online Retail (share of variance of log spend in the next 26 weeks explained, SEG-2).
 *
 * @param rates who still buys, and how often
 * @param horizonWeeks how far ahead the value is judged, in weeks, above 0 and at most 1,040
 * @param edges between the bands, best first: edge i parts band i from band i + 1
 * @param names one per band, distinct
 * @param profiles one per band
 * @param blur scale of the error of the edges' natural logarithms, above 0
 */
public record ValueModel(
        MbgNbd rates,
        double horizonWeeks,
        List<BandEdge> edges,
        List<String> names,
        List<BandProfile> profiles,
        double blur) {

    private static final int REFITS = 100;
    private static final long FULLY_REFITTED = 10_000;
    private static final int MOST_PURCHASES = 1000;
    static final double MOST_WEEKS = 1040;
    private static final double MOST_TIMES_BASKET = 1e6;

    /** @throws IllegalArgumentException if the parts do not fit together or the edges do not descend */
    public ValueModel {
        edges = List.copyOf(edges);
        names = List.copyOf(names);
        profiles = List.copyOf(profiles);
        require(!edges.isEmpty(), "at least two bands are needed");
        require(names.size() == edges.size() + 1, "one name per band is needed, and one edge less");
        require(profiles.size() == names.size(), "one profile per band is needed");
        require(names.stream().distinct().count() == names.size(), "the names of bands must differ");
        require(horizonWeeks > 0 && horizonWeeks <= MOST_WEEKS, "the horizon must be above 0 and at most 1040 weeks");
        require(blur > 0 && Double.isFinite(blur), "the blur must be above 0 and finite");
        for (int i = 1; i < edges.size(); i++) {
            require(edges.get(i).score() < edges.get(i - 1).score(), "edges must descend");
        }
    }

    /**
     * Learns naturally cut bands, confidence calibrated on 100 refits (fewer above 10,000 customers, 10 at least: one
     * number is calibrated, and each refit then tells of more customers); the same customers and seed, the same model.
     *
     * @throws IllegalArgumentException if nobody bought twice or fewer customers differ in score than there are bands
     */
    public static ValueModel fit(List<History> customers, int bands, double horizonWeeks, long seed) {
        return fit(customers, recipe(customers.size(), bands, horizonWeeks, seed));
    }

    /**
     * The recipe of {@link #fit(List, int, double, long)} for so many customers.
     *
     * @throws IllegalArgumentException if a figure is outside the recipe's range
     */
    public static BandRecipe recipe(int customers, int bands, double horizonWeeks, long seed) {
        int refits = (int) Math.clamp(REFITS * FULLY_REFITTED / Math.max(1, customers), 10, REFITS);
        return new BandRecipe(bands, horizonWeeks, BandCut.NATURAL, refits, seed);
    }

    /**
     * Learns as the recipe says; the order of the customers does not matter.
     *
     * @throws IllegalArgumentException if nobody bought twice or fewer customers differ in score than there are bands
     */
    public static ValueModel fit(List<History> customers, BandRecipe recipe) {
        return learn(customers, recipe).model();
    }

    /**
     * The same, with what the refits said of it.
     *
     * @throws IllegalArgumentException if nobody bought twice or fewer customers differ in score than there are bands
     */
    public static BandFit learn(List<History> customers, BandRecipe recipe) {
        require(
                customers.size() >= recipe.bands(),
                "%d bands need as many customers, got %d".formatted(recipe.bands(), customers.size()));
        List<History> sorted = customers.stream()
                .sorted(Comparator.comparing(History::customer)
                        .thenComparing(History::purchases)
                        .thenComparing(History::lastAfter)
                        .thenComparing(History::observed)
                        .thenComparing(History::meanBasket))
                .toList();
        MbgNbd rates = MbgNbd.fit(sorted);
        List<Worth> worths = worths(rates, recipe.horizonWeeks(), sorted);
        double[] scores = scores(worths);
        double[] ascending = recipe.cut().edges(scores, recipe.bands());
        List<BandProfile> profiles = profiles(worths, ascending);
        var model = new ValueModel(
                rates, recipe.horizonWeeks(), edges(worths, ascending), BandNames.of(profiles), profiles, 1);
        double[] agreement = model.agreement(sorted, recipe);
        ValueModel calibrated = model.calibrated(sorted, agreement);
        double[] confidence = sorted.stream()
                .mapToDouble(one -> calibrated.assign(one).confidence())
                .toArray();
        return BandFit.of(calibrated, confidence, agreement);
    }

    /**
     * Per customer the share of bootstrap refits that put it into the same band as this model: customers are drawn with
     * replacement, rates and edges learned again as the recipe says.
     *
     * @return in the order of the customers, each in [0, 1]
     * @throws IllegalArgumentException if a refit cannot be cut as the recipe says
     */
    public double[] agreement(List<History> customers, BandRecipe recipe) {
        int[] bands = customers.stream().mapToInt(this::band).toArray();
        MbgLikelihood likelihood = MbgLikelihood.of(customers);
        var random = new SplittableRandom(recipe.seed());
        int[] agreed = Stream.generate(random::split).limit(recipe.refits()).toList().parallelStream()
                .map(lot -> agreed(customers, new Refit(likelihood, recipe, drawn(bands.length, lot)), bands))
                .reduce(new int[bands.length], ValueModel::sum);
        return Arrays.stream(agreed)
                .mapToDouble(times -> (double) times / recipe.refits())
                .toArray();
    }

    private record Refit(MbgLikelihood likelihood, BandRecipe recipe, int[] drawn) {}

    private static int[] drawn(int size, SplittableRandom random) {
        int[] drawn = new int[size];
        for (int i = 0; i < size; i++) {
            drawn[random.nextInt(size)]++;
        }
        return drawn;
    }

    /** 1 where a refit puts the customer into the given band, else 0. */
    private int[] agreed(List<History> customers, Refit refit, int[] bands) {
        MbgNbd again = MbgNbd.fit(refit.likelihood().weighted(refit.drawn()), List.of(rates));
        double[] scores = scores(worths(again, refit.recipe().horizonWeeks(), customers));
        double[] ascending = BandEdges.of(
                scores, refit.drawn(), refit.recipe().bands(), refit.recipe().cut());
        int[] agreed = new int[bands.length];
        Arrays.setAll(agreed, i -> bandOf(ascending, scores[i]) == bands[i] ? 1 : 0);
        return agreed;
    }

    private static int[] sum(int[] left, int[] right) {
        int[] sum = left.clone();
        Arrays.setAll(sum, i -> left[i] + right[i]);
        return sum;
    }

    /**
     * The same model with the blur that makes its confidence come nearest to the agreement seen.
     *
     * @param agreement per customer, in [0, 1], as {@link #agreement} gives it
     * @throws IllegalArgumentException if customers and agreement differ in number
     */
    public ValueModel calibrated(List<History> customers, double[] agreement) {
        require(customers.size() == agreement.length, "one agreement per customer is needed");
        double[] logScores = customers.stream()
                .mapToDouble(one -> Worth.of(rates, horizonWeeks, one).logScore())
                .toArray();
        double fitted = EdgeBlur.scale(logs(ascending()), logScores, agreement);
        return new ValueModel(rates, horizonWeeks, edges, names, profiles, fitted);
    }

    /** Which band this customer belongs to, how surely, and why. */
    public BandMembership assign(History history) {
        Worth worth = Worth.of(rates, horizonWeeks, history);
        double[] ascending = ascending();
        double[] edgeLogs = logs(ascending);
        int band = bandOf(ascending, worth.score());
        int edge = nearestEdge(band, worth.logScore());
        int second = edge < band ? band - 1 : band + 1;
        BandEdge border = edges.get(edge);
        double side = second > band ? 1 : -1;
        return new BandMembership(
                band,
                second,
                worth.score(),
                worth.probability(),
                worth.probability() * worth.purchases(),
                worth.basket(),
                EdgeBlur.share(edgeLogs, blur, worth.logScore(), edges.size() - band),
                EdgeBlur.share(edgeLogs, blur, worth.logScore(), edges.size() - second),
                side * (worth.logProbability() - Math.log(border.probability())),
                side * (Math.log(worth.size()) - Math.log(border.size())));
    }

    /** Index of the edge that is nearest in the logarithm of the score: the one above the band or the one below it. */
    private int nearestEdge(int band, double logScore) {
        if (band == 0) {
            return 0;
        }
        if (band == edges.size()) {
            return band - 1;
        }
        boolean up = Math.log(edges.get(band - 1).score()) - logScore
                < logScore - Math.log(edges.get(band).score());
        return up ? band - 1 : band;
    }

    /**
     * The smallest change of each kind that moves the customer to another band; a kind that cannot is left out. More
     * purchases or a larger basket lead upwards, silence or a smaller basket downwards.
     */
    public List<BandFlip> flips(History history) {
        int band = band(history);
        var flips = new ArrayList<BandFlip>();
        for (int more = 1; more <= MOST_PURCHASES && band > 0; more++) {
            int reached = band(history.bought(more));
            if (reached < band) {
                flips.add(new BandFlip(BandFlip.Kind.MORE_PURCHASES, more, reached));
                break;
            }
        }
        double basket = history.meanBasket();
        if (band > 0 && band(history.spending(basket * MOST_TIMES_BASKET)) < band) {
            double larger = switched(basket, basket * MOST_TIMES_BASKET, m -> band(history.spending(m)) < band);
            flips.add(new BandFlip(BandFlip.Kind.LARGER_BASKET, larger, band(history.spending(larger))));
        }
        if (band < edges.size() && band(history.spending(basket / MOST_TIMES_BASKET)) > band) {
            double smaller = switched(basket, basket / MOST_TIMES_BASKET, m -> band(history.spending(m)) > band);
            flips.add(new BandFlip(BandFlip.Kind.SMALLER_BASKET, smaller, band(history.spending(smaller))));
        }
        if (band < edges.size() && band(history.silent(MOST_WEEKS)) > band) {
            double weeks = switched(0, MOST_WEEKS, w -> band(history.silent(w)) > band);
            flips.add(new BandFlip(BandFlip.Kind.SILENCE, weeks, band(history.silent(weeks))));
        }
        return List.copyOf(flips);
    }

    /** Where between the first, at which it has not crossed, and the second, at which it has, the crossing lies. */
    private static double switched(double not, double has, DoublePredicate crossed) {
        double before = not;
        double after = has;
        for (int i = 0; i < 100; i++) {
            double middle = before + (after - before) / 2;
            if (crossed.test(middle)) {
                after = middle;
            } else {
                before = middle;
            }
        }
        return after;
    }

    private int band(History history) {
        return bandOf(ascending(), Worth.of(rates, horizonWeeks, history).score());
    }

    private double[] ascending() {
        double[] ascending = new double[edges.size()];
        for (int i = 0; i < ascending.length; i++) {
            ascending[i] = edges.get(ascending.length - 1 - i).score();
        }
        return ascending;
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    static int bandOf(double[] ascending, double score) {
        return ascending.length - EdgeBlur.edgesBelow(ascending, score);
    }

    static List<Worth> worths(MbgNbd rates, double weeks, List<History> customers) {
        return customers.stream().map(one -> Worth.of(rates, weeks, one)).toList();
    }

    static double[] scores(List<Worth> worths) {
        return worths.stream().mapToDouble(Worth::score).toArray();
    }

    private static List<BandProfile> profiles(List<Worth> worths, double[] ascending) {
        double all = worths.stream().mapToDouble(Worth::spend).sum();
        return IntStream.rangeClosed(0, ascending.length)
                .mapToObj(band -> {
                    List<Worth> of = worths.stream()
                            .filter(one -> bandOf(ascending, one.score()) == band)
                            .toList();
                    double spend = of.stream().mapToDouble(Worth::spend).sum();
                    return new BandProfile(
                            of.size(),
                            (double) of.size() / worths.size(),
                            of.stream().mapToDouble(Worth::probability).sum() / of.size(),
                            of.stream()
                                            .mapToDouble(one -> one.probability() * one.purchases())
                                            .sum()
                                    / of.size(),
                            of.stream().mapToDouble(Worth::basket).sum() / of.size(),
                            spend / of.size(),
                            spend / all,
                            of.stream().mapToDouble(Worth::score).sum() / of.size());
                })
                .toList();
    }

    /** At each edge the mean log probability of the nearest customers (2 % of all, 5 at least); the rest is size. */
    private static List<BandEdge> edges(List<Worth> worths, double[] ascending) {
        int near = Math.clamp(worths.size() / 50, Math.min(5, worths.size()), worths.size());
        var edges = new ArrayList<BandEdge>();
        for (int i = ascending.length - 1; i >= 0; i--) {
            double edge = ascending[i];
            double logProbability = worths.stream()
                    .sorted(Comparator.comparingDouble(one -> Math.abs(one.score() - edge)))
                    .limit(near)
                    .mapToDouble(Worth::logProbability)
                    .average()
                    .orElseThrow();
            double probability = Math.exp(logProbability);
            edges.add(new BandEdge(edge, probability, edge / probability));
        }
        return edges;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
