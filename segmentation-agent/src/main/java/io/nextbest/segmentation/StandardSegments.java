package io.nextbest.segmentation;

import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.Refit;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.SegmentNames;
import io.nextbest.runtime.ModelVersions.Fitted;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** Share of the segments that kept the name they had in the version before. */
    static final String NAMES_KEPT = "names_kept";

    /** Parameters of a version: how many segments it has, and before a number that was tried what is said of it. */
    static final String CLUSTERS = "clusters";

    static final String TRIED = "tried_";

    private static final int LEAST_STARTS = 10;
    private static final double MOST_LOST = 0.5;

    private final SegmentationStore store;
    private final ActiveSegments active;
    private final SegmentationConfiguration configuration;

    StandardSegments(SegmentationStore store, ActiveSegments active, SegmentationConfiguration configuration) {
        this.store = store;
        this.active = active;
        this.configuration = configuration;
    }

    /** @param metrics what was measured on the way */
    record Fit(SegmentationArtefact artefact, Map<String, Double> metrics) {}

    /** @throws IllegalArgumentException if the customers differ too little */
    Fit fit(RfmTable table, SegmentationArtefact.Data data) {
        Optional<TrainedSegments> before = before();
        List<ClusterCount.Tried> tried = new ArrayList<>();
        int clusters = configuration.standardClusters();
        if (clusters < 2) {
            ClusterCount.Choice fresh = choose(table, data);
            ClusterCount.Choice choice = before.map(
                            one -> fresh.keeping(one.names().size(), "version " + one.version()))
                    .orElse(fresh);
            tried.addAll(choice.tried());
            clusters = choice.clusters();
        }
        var recipe = new Recipe(
                Features.LOG, clusters, Math.max(LEAST_STARTS, configuration.starts()), configuration.seed());
        Named named = fit(table, recipe, before);
        var made = StandardArtefact.of(
                new StandardArtefact.Named(recipe, named.model(), named.names()), data, table, tried);
        Map<String, Double> metrics = new TreeMap<>(Map.of(STABILITY, made.stability(), NAMES_KEPT, named.kept()));
        tried.stream()
                .filter(one -> one.clusters() == recipe.clusters() && one.value() != null)
                .forEach(one -> metrics.put("value_explained", one.value()));
        return new Fit(made.artefact(), metrics);
    }

    /** By what customers spent later, where the record holds twice the window; else by silhouette. */
    private ClusterCount.Choice choose(RfmTable table, SegmentationArtefact.Data data) {
        Duration window = Duration.ofDays(7L * configuration.laterWeeks());
        Instant from = data.from();
        Instant to = data.to();
        if (from == null || to == null || from.plus(window.multipliedBy(2)).isAfter(to)) {
            return ClusterCount.choose(table, Features.LOG, configuration.seed());
        }
        Instant cut = to.minus(window);
        RfmTable then = RfmTable.of(store.listPurchasesAt(cut), configuration.timeZone())
                .orElse(table);
        return ClusterCount.choose(then, store.sumSpent(cut, to), Features.LOG, configuration.seed());
    }

    private record Named(SegmentModel model, List<String> names, double kept) {}

    /** Near the version before where that is as good, with its numbers and names where a segment is found again. */
    private static Named fit(RfmTable table, Recipe recipe, Optional<TrainedSegments> before) {
        if (before.isEmpty()) {
            SegmentModel fitted = SegmentModel.fit(table, recipe);
            return new Named(fitted, SegmentNames.of(fitted), 1);
        }
        SegmentModel fitted = Refit.of(before.get().segments(), table, recipe);
        List<String> known = before.get().names();
        SegmentNames.Carried carried = SegmentNames.carry(before.get().segments(), known, fitted);
        long kept = carried.names().stream().filter(known::contains).count()
                - carried.moved().stream()
                        .filter(segment -> known.contains(carried.names().get(segment)))
                        .count();
        return new Named(fitted.renumbered(carried.order()), carried.names(), (double) kept / known.size());
    }

    /** Where no version reads any more, a training is the way out, and must not fail by it. */
    private Optional<TrainedSegments> before() {
        try {
            return active.find(SegmentationArtefact.STANDARD).map(TrainedSegments.class::cast);
        } catch (ServiceException e) {
            LOG.warn("names and number of the active standard segments are not carried over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** A version that says worse what the one before said must not take its place by itself. */
    static Judgement judge(Fitted fitted, Map<String, Double> before) {
        Map<String, Double> now = fitted.metrics();
        Double stability = now.get(STABILITY);
        if (stability == null) {
            return Judgement.refuse(
                    "it was made elsewhere, and its stability was not measured here; look at its profiles");
        }
        double smallest = now.getOrDefault(SMALLEST_SHARE, 1.0);
        double kept = now.getOrDefault(NAMES_KEPT, 1.0);
        if (stability < Math.min(ClusterCount.STABLE, before.getOrDefault(STABILITY, ClusterCount.STABLE))) {
            return Judgement.refuse(
                    "refits on redrawn customers agree to %.2f only, below %.2f and the active version's"
                            .formatted(stability, ClusterCount.STABLE));
        }
        double least = ClusterCount.SMALLEST_SHARE;
        if (smallest < Math.min(least, before.getOrDefault(SMALLEST_SHARE, least))) {
            return Judgement.refuse(
                    "its smallest segment holds %.1f %% of the customers, below %.0f %% and the active version's"
                            .formatted(100 * smallest, 100 * least));
        }
        if (kept < MOST_LOST) {
            return Judgement.refuse("only %.0f %% of the segments kept their names; look at them before you activate it"
                    .formatted(100 * kept));
        }
        String chosen = fitted.parameters().get(TRIED + fitted.parameters().get(CLUSTERS));
        return Judgement.accept("stability %.2f, smallest segment %.1f %%, %.0f %% of the names kept%s"
                .formatted(stability, 100 * smallest, 100 * kept, chosen == null ? "" : "; " + chosen));
    }
}
