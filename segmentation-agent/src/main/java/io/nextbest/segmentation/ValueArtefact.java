package io.nextbest.segmentation;

import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.value.BandRecipe;
import io.nextbest.models.value.History;
import io.nextbest.models.value.ValueModel;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

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
record ValueArtefact(
        ValueModel bands,
        BandRecipe recipe,
        SegmentationArtefact.Data data,
        Spread spread,
        List<ClusterProfile> profiles,
        List<String> names,
        Evidence evidence) {

    /** What stands at {@code format} in the artefact. */
    static final String FORMAT = "nextbest-value-bands/1";

    /** The model's name. */
    static final String VALUE = "value";

    /**
     * Standard deviations, by which changes of different kinds are compared; each above 0.
     *
     * @param purchases of ln(days with a purchase)
     * @param basket of ln(1 + typical basket)
     * @param silence of ln(1 + days since the last purchase)
     */
    record Spread(double purchases, double basket, double silence) {

        Spread {
            require(
                    positive(purchases) && positive(basket) && positive(silence),
                    "the spread must be above 0 and finite");
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
     */
    record Evidence(double agreement, double calibrationError) {

        Evidence {
            require(agreement >= 0 && agreement <= 1, "the agreement must be between 0 and 1");
            require(calibrationError >= 0 && calibrationError <= 1, "the calibration error must be between 0 and 1");
        }
    }

    ValueArtefact {
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
    }

    private static boolean positive(double number) {
        return number > 0 && Double.isFinite(number);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
