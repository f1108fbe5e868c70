package io.nextbest.segmentation;

import io.nextbest.models.segmentation.Bootstrap;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What makes an artefact of standard segments, wherever they were fitted: a confidence that says how often a refit
 * would agree, and how the figures were spread. Knows no framework.
 *
 * @param stability how alike the refits were, mean adjusted Rand index
 */
public record StandardArtefact(SegmentationArtefact artefact, double stability) {

    /** Customers that refits are made on: the temperature needs no more, and a refit costs as many as there are. */
    private static final int REFITTED = 10_000;

    private static final int REFITS = 100;

    /** Segments, how they were found, and what they are called. */
    public record Named(Recipe recipe, SegmentModel segments, List<String> names) {}

    /**
     * @param table the customers that the segments were fitted to, or some of them by lot
     * @param tried every number of segments that was tried; empty where none was
     */
    public static StandardArtefact of(
            Named named, SegmentationArtefact.Data data, RfmTable table, List<ClusterCount.Tried> tried) {
        SegmentModel segments = named.segments();
        RfmTable sample = sample(table, named.recipe().seed());
        Bootstrap refits = Bootstrap.of(segments, sample, REFITS, named.recipe().seed());
        List<Membership> memberships = sample.rows().stream()
                .map(row -> segments.assign(row.figures()))
                .toList();
        Temperature temperature = Temperature.fit(memberships, refits.agreement())
                .fromSample(sample.rows().size(), data.customers());
        var artefact = new SegmentationArtefact(
                SegmentationArtefact.STANDARD,
                named.recipe(),
                segments,
                data,
                temperature,
                named.names(),
                new SegmentationArtefact.Evidence(deciles(table), tried));
        return new StandardArtefact(artefact, refits.stability());
    }

    /**
     * As of when numbers of segments are judged: so long before the record's end that the customers' later spend is
     * known. Null where the record does not hold twice that.
     */
    public static @Nullable Instant triedAsOf(SegmentationArtefact.Data data, Duration window) {
        Instant from = data.from();
        Instant to = data.to();
        return from == null || to == null || from.plus(window.multipliedBy(2)).isAfter(to) ? null : to.minus(window);
    }

    /** Of the customers, in the smallest segment, in [0, 1]. */
    public double smallestShare() {
        return artefact.profiles().stream()
                .mapToDouble(ClusterProfile::share)
                .min()
                .orElseThrow();
    }

    /** Whether the segments are stable and big enough by the rule of {@link ClusterCount}, for a number that is new. */
    public boolean holds() {
        return stability >= ClusterCount.STABLE
                && smallestShare() >= ClusterCount.SMALLEST_SHARE
                && artefact.data().customers() >= ClusterCount.LEAST_CUSTOMERS;
    }

    /** That in words. */
    public String judgement() {
        return String.format(
                Locale.ROOT,
                "the rule %s: refits agree to %.2f (at least %.2f), the smallest segment holds %.1f %%"
                        + " (at least %.0f %%) of %,d customers (at least %d)",
                holds() ? "holds" : "DOES NOT HOLD",
                stability,
                ClusterCount.STABLE,
                100 * smallestShare(),
                100 * ClusterCount.SMALLEST_SHARE,
                artefact.data().customers(),
                ClusterCount.LEAST_CUSTOMERS);
    }

    static List<Deciles> deciles(RfmTable table) {
        return List.of(
                Deciles.of(figures(table, RfmFigures::recency)),
                Deciles.of(figures(table, RfmFigures::frequency)),
                Deciles.of(figures(table, RfmFigures::monetary)));
    }

    static double[] figures(RfmTable table, ToDoubleFunction<RfmFigures> figure) {
        return table.rows().stream()
                .mapToDouble(row -> figure.applyAsDouble(row.figures()))
                .toArray();
    }

    private static RfmTable sample(RfmTable table, long seed) {
        int customers = table.rows().size();
        if (customers <= REFITTED) {
            return table;
        }
        var random = new SplittableRandom(seed);
        List<RfmTable.Row> drawn = new ArrayList<>(REFITTED);
        for (int i = 0; i < customers; i++) {
            if (random.nextInt(customers - i) < REFITTED - drawn.size()) {
                drawn.add(table.rows().get(i));
            }
        }
        return new RfmTable(table.reference(), drawn);
    }
}
