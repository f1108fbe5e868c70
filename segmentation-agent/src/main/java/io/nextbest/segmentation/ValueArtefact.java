package io.nextbest.segmentation;

import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.value.BandFit;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.BandRecipe;
import io.nextbest.models.value.History;
import io.nextbest.models.value.ValueModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Value bands as they are stored: everything needed to answer with them. Knows no framework.
 *
 * @param bands what was learned, under the names that training gives
 * @param recipe how
 * @param data of what
 * @param spread of the customers that it learned from
 * @param profiles one per band: recency, frequency and money of its customers
 * @param names one per band, in their order; an operator's name where he gave one, else training's
 * @param evidence what the refits said
 */
public record ValueArtefact(
        ValueModel bands,
        BandRecipe recipe,
        SegmentationArtefact.Data data,
        Spread spread,
        List<ClusterProfile> profiles,
        List<String> names,
        Evidence evidence)
        implements Artefact {

    /** What stands at {@code format} in the artefact. */
    public static final String FORMAT = "nextbest-value-bands/1";

    /** The model's name. */
    public static final String VALUE = "value";

    /** By what later customers are compared with those of the training, in the order of the evidence. */
    static final List<String> FIGURES = List.of("score", "purchase_days", "days_since_purchase", "typical_basket");

    /** Silence grows by itself while customers age, and the score falls with it. */
    static final Set<String> AGEING = Set.of("score", "days_since_purchase");

    private static final int CUSTOMERS_PER_BAND = 10;

    private static final double YEARS = 1040;

    /** Customers as new, rare, faithful and long gone as they come, in weeks: whose value is finite, so is all's. */
    private static final List<History> KINDS = List.of(
            new History("new", 0, 0, 0, 1),
            new History("once, years ago", 0, 0, YEARS, 1),
            new History("twice, just now", 1, 1 / 7.0, 1 / 7.0, 1),
            new History("twice, years ago", 1, 1 / 7.0, YEARS, 1),
            new History("daily for years", 7_280, YEARS, YEARS, 1),
            new History("daily, years ago", 7_280, YEARS, 2 * YEARS, 1));

    /**
     * Standard deviations, by which changes of different kinds are compared; each above 0.
     *
     * @param purchases of ln(days with a purchase)
     * @param basket of ln(1 + typical basket)
     * @param silence of ln(1 + days since the last purchase)
     */
    public record Spread(double purchases, double basket, double silence) {

        public Spread {
            require(divides(purchases) && divides(basket) && divides(silence), "the spread must be above 0 and finite");
        }

        static Spread of(List<History> customers) {
            return new Spread(
                    deviation(customers, Spread::logPurchases),
                    deviation(customers, Spread::logBasket),
                    deviation(customers, Spread::logSilence));
        }

        private static double logPurchases(History one) {
            return Math.log1p(one.purchases());
        }

        private static double logBasket(History one) {
            return Math.log1p(one.meanBasket());
        }

        private static double logSilence(History one) {
            return Math.log1p(7 * (one.observed() - one.lastAfter()));
        }

        /** 1 where all are alike, as in scaling. */
        private static double deviation(List<History> customers, ToDoubleFunction<History> figure) {
            double mean = customers.stream().mapToDouble(figure).average().orElse(0);
            double variance = customers.stream()
                    .mapToDouble(one -> Math.pow(figure.applyAsDouble(one) - mean, 2))
                    .average()
                    .orElse(0);
            return variance > 0 ? Math.sqrt(variance) : 1;
        }
    }

    /**
     * @param agreement mean share of refits that put a customer into the same band, in [0, 1]
     * @param calibrationError mean distance of confidence and agreement, in [0, 1]
     * @param baseline how the figures of {@link #FIGURES} were spread in training; empty where nobody counted
     */
    public record Evidence(double agreement, double calibrationError, List<Deciles> baseline) {

        public Evidence {
            baseline = List.copyOf(baseline);
            require(
                    baseline.isEmpty() || baseline.size() == FIGURES.size(),
                    "deciles of all figures are needed, or none");
            require(agreement >= 0 && agreement <= 1, "the agreement must be between 0 and 1");
            require(calibrationError >= 0 && calibrationError <= 1, "the calibration error must be between 0 and 1");
        }
    }

    public ValueArtefact {
        profiles = List.copyOf(profiles);
        names = List.copyOf(names);
        int count = bands.names().size();
        require(recipe.bands() == count, "recipe and model differ in bands");
        require(recipe.horizonWeeks() == bands.horizonWeeks(), "recipe and model differ in horizon");
        require(profiles.size() == count && names.size() == count, "one name and one profile per band are needed");
        require(names.stream().noneMatch(String::isBlank), "a name is blank");
        require(new HashSet<>(names).size() == count, "two bands share a name");
        for (int band = 0; band < count; band++) {
            require(
                    profiles.get(band).customers() == bands.profiles().get(band).customers(),
                    "the profiles of band %d differ in customers".formatted(band));
        }
        require(
                profiles.stream().mapToInt(ClusterProfile::customers).sum() == data.customers(),
                "the bands' customers do not add up to " + data.customers());
        for (History kind : KINDS) {
            require(isFinite(bands.assign(kind)), "by its rates, edges and blur a customer's value is not finite");
        }
    }

    private static boolean isFinite(BandMembership of) {
        return DoubleStream.of(of.score(), of.purchases(), of.probabilityPart(), of.sizePart())
                        .allMatch(Double::isFinite)
                && DoubleStream.of(of.probability(), of.confidence(), of.secondConfidence())
                        .allMatch(share -> share >= 0 && share <= 1);
    }

    /**
     * Learns bands of customers; the order of neither histories nor table matters.
     *
     * @param histories one per row of the table
     * @param recipe how; {@link ValueModel#recipe} gives the usual one
     * @throws IllegalArgumentException if the customers cannot carry so many bands; the message says why
     */
    public static ValueArtefact learn(
            List<History> histories, RfmTable table, SegmentationArtefact.Data data, BandRecipe recipe) {
        int needed = CUSTOMERS_PER_BAND * recipe.bands();
        require(
                table.rows().size() >= needed,
                "%d bands need %d customers with purchases, and there are %d"
                        .formatted(recipe.bands(), needed, table.rows().size()));
        List<History> sorted = histories.stream()
                .sorted(Comparator.comparing(History::customer))
                .toList();
        BandFit learned = ValueModel.learn(sorted, recipe);
        ValueModel bands = learned.model();
        List<Deciles> baseline = IntStream.range(0, FIGURES.size())
                .mapToObj(i -> Deciles.of(sorted.stream()
                        .mapToDouble(one -> figure(i, bands, one))
                        .toArray()))
                .toList();
        return new ValueArtefact(
                bands,
                recipe,
                data,
                Spread.of(sorted),
                profiles(bands, sorted, table),
                bands.names(),
                new Evidence(learned.agreement(), learned.calibrationError(), baseline));
    }

    /** The figure of that place in {@link #FIGURES}. */
    static double figure(int place, ValueModel bands, History history) {
        return switch (place) {
            case 0 -> bands.assign(history).score();
            case 1 -> history.purchases() + 1.0;
            case 2 -> Math.rint(7 * (history.observed() - history.lastAfter()));
            default -> history.meanBasket();
        };
    }

    /** Recency, frequency and money of each band's customers. */
    private static List<ClusterProfile> profiles(ValueModel bands, List<History> histories, RfmTable table) {
        Map<String, Integer> band = HashMap.newHashMap(histories.size());
        histories.forEach(one -> band.put(one.customer(), bands.assign(one).band()));
        List<List<double[]>> members = IntStream.range(0, bands.names().size())
                .<List<double[]>>mapToObj(one -> new ArrayList<>())
                .toList();
        double money = 0;
        for (RfmTable.Row row : table.rows()) {
            Integer of = band.get(row.customer());
            if (of == null) {
                throw new IllegalArgumentException("purchases came in meanwhile");
            }
            RfmFigures figures = row.figures();
            members.get(of).add(new double[] {figures.recency(), figures.frequency(), figures.monetary()});
            money += figures.monetary();
        }
        double all = money;
        return members.stream()
                .map(rows -> ClusterProfile.of(rows, table.rows().size(), all))
                .toList();
    }

    /**
     * The same under an operator's names. What training calls a band gives way where it reads like one of them, and
     * tells its number: "May return, band 3".
     *
     * @param given by band
     */
    ValueArtefact named(Map<Integer, String> given) {
        Set<String> taken =
                given.values().stream().map(GivenName::folded).collect(Collectors.toCollection(HashSet::new));
        List<String> learned = new ArrayList<>();
        for (String name : bands.names()) {
            String free = name;
            while (!taken.add(GivenName.folded(free))) {
                free += ", band " + learned.size();
            }
            learned.add(free);
        }
        var renamed = new ValueModel(
                bands.rates(), bands.horizonWeeks(), bands.edges(), learned, bands.profiles(), bands.blur());
        return new ValueArtefact(renamed, recipe, data, spread, profiles, Trained.renamed(learned, given), evidence);
    }

    @Override
    public String model() {
        return VALUE;
    }

    @Override
    public String text() {
        return ValueArtefactText.write(this);
    }

    /** The logarithms of days and money, some hundreds at most, are finite in units of it. */
    private static boolean divides(double number) {
        return number > 0 && Double.isFinite(number) && Double.isFinite(1_000 / number);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
