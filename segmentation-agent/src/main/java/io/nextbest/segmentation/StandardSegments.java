package io.nextbest.segmentation;

import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.Refit;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.SegmentNames;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits the standard model: on logarithms, with as many segments as the data carry and the version before had, if that
 * still counts, under the names that it had, with a confidence that says how often a refit would agree.
 */
@Singleton
class StandardSegments {

    private static final Logger LOG = LoggerFactory.getLogger(StandardSegments.class);

    /** Mean adjusted Rand index of the refits. */
    static final String STABILITY = "stability";

    /** Share of all customers in the smallest segment. */
    static final String SMALLEST_SHARE = "smallest_share";

    /** Share of the customers whose segment has the name that the version before would give them today. */
    static final String NAMES_KEPT = "names_kept";

    /** Parameters of a version: how many segments it has, and before a number that was tried what is said of it. */
    static final String CLUSTERS = "clusters";

    static final String TRIED = "tried_";

    /** Moment as of which they were tried. */
    static final String TRIED_AS_OF = "tried_as_of";

    /** How the verdict on the operator's number of segments begins. */
    static final String FIXED = "fixed by the operator";

    private static final int LEAST_STARTS = 10;

    private final SegmentationStore store;
    private final ActiveSegments active;
    private final SegmentationConfiguration configuration;

    StandardSegments(SegmentationStore store, ActiveSegments active, SegmentationConfiguration configuration) {
        this.store = store;
        this.active = active;
        this.configuration = configuration;
    }

    /**
     * @param metrics what was measured on the way
     * @param triedAsOf moment as of which every number of segments was judged; null for now
     */
    record Fit(
            SegmentationArtefact artefact,
            Map<String, Double> metrics,
            @Nullable Instant triedAsOf) {}

    /** @throws IllegalArgumentException if the customers differ too little */
    Fit fit(RfmTable table, SegmentationArtefact.Data data) {
        Optional<TrainedSegments> before = before();
        Instant triedAsOf = StandardArtefact.triedAsOf(data, Duration.ofDays(7L * configuration.laterWeeks()));
        List<ClusterCount.Tried> tried;
        int clusters = configuration.standardClusters();
        if (clusters == 0) {
            ClusterCount.Choice fresh = choose(table, data, triedAsOf);
            ClusterCount.Choice choice = before.map(
                            one -> fresh.keeping(one.names().size(), "version " + one.version()))
                    .orElse(fresh);
            tried = choice.tried();
            clusters = choice.clusters();
        } else {
            tried = tryBeside(clusters, () -> choose(table, data, triedAsOf));
        }
        var recipe = new Recipe(
                Features.LOG, clusters, Math.max(LEAST_STARTS, configuration.starts()), configuration.seed());
        Named named = before.map(one -> refit(table, recipe, one)).orElseGet(() -> first(table, recipe));
        var made = StandardArtefact.of(
                new StandardArtefact.Named(recipe, named.model(), named.names()), data, table, tried);
        Map<String, Double> metrics = new TreeMap<>(Map.of(STABILITY, made.stability(), NAMES_KEPT, named.kept()));
        tried.stream()
                .filter(one -> one.clusters() == recipe.clusters() && one.value() != null)
                .forEach(one -> metrics.put("value_explained", one.value()));
        return new Fit(made.artefact(), metrics, triedAsOf);
    }

    /** What an operator's number costs; too few customers for another number do not stop his. */
    private static List<ClusterCount.Tried> tryBeside(int fixed, Supplier<ClusterCount.Choice> choose) {
        ClusterCount.Choice free;
        try {
            free = choose.get();
        } catch (IllegalArgumentException e) {
            LOG.info("no other number of segments could be tried: {}", e.getMessage());
            return List.of();
        }
        return free.tried().stream()
                .map(one -> {
                    String words = one.clusters() == fixed
                            ? FIXED + "; the rule says: "
                            : one.clusters() == free.clusters() ? "would be chosen: " : "";
                    return one.judged(words + one.verdict());
                })
                .toList();
    }

    /** By what customers spent after that moment; without one by silhouette. */
    private ClusterCount.Choice choose(RfmTable table, SegmentationArtefact.Data data, @Nullable Instant asOf) {
        if (asOf == null || data.to() == null) {
            return ClusterCount.choose(table, Features.LOG, configuration.seed());
        }
        RfmTable then = RfmTable.of(store.listPurchasesAt(asOf), configuration.timeZone())
                .orElse(table);
        return ClusterCount.choose(then, store.sumSpent(asOf, data.to()), Features.LOG, configuration.seed());
    }

    private record Named(SegmentModel model, List<String> names, double kept) {}

    private static Named first(RfmTable table, Recipe recipe) {
        SegmentModel fitted = SegmentModel.fit(table, recipe);
        return new Named(fitted, SegmentNames.of(fitted), 1);
    }

    /** Near the version before where that is as good, with its numbers and names where a segment is found again. */
    private static Named refit(RfmTable table, Recipe recipe, TrainedSegments before) {
        SegmentModel fitted = Refit.of(before.segments(), table, recipe);
        SegmentNames.Carried carried = SegmentNames.carry(before.segments(), before.names(), fitted);
        SegmentModel now = fitted.renumbered(carried.order());
        double kept = table.rows().parallelStream()
                .map(RfmTable.Row::figures)
                .mapToInt(one ->
                        name(before.segments(), before.names(), one).equals(name(now, carried.names(), one)) ? 1 : 0)
                .average()
                .orElseThrow();
        return new Named(now, carried.names(), kept);
    }

    private static String name(SegmentModel segments, List<String> names, RfmFigures figures) {
        return names.get(segments.assign(figures).cluster());
    }

    /** Where no version reads any more, a training is the way out, and must not fail by it. */
    private Optional<TrainedSegments> before() {
        try {
            return active.findBefore(SegmentationArtefact.STANDARD).map(TrainedSegments.class::cast);
        } catch (ServiceException e) {
            LOG.warn("names and number of the active standard segments are not carried over: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
