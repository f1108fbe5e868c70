package io.nextbest.segmentation;

import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.value.BandRecipe;
import io.nextbest.models.value.ValueModel;
import io.nextbest.runtime.ModelVersions.Fitted;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fits the value bands; says why where the customers cannot carry them, and never fails a training. */
@Singleton
class ValueTraining {

    private static final Logger LOG = LoggerFactory.getLogger(ValueTraining.class);

    private final ActiveSegments active;
    private final PublishedFiles files;
    private final SegmentationConfiguration configuration;

    ValueTraining(ActiveSegments active, PublishedFiles files, SegmentationConfiguration configuration) {
        this.active = active;
        this.files = files;
        this.configuration = configuration;
    }

    /**
     * @param fitted null where the bands are left out
     * @param reason why they are; empty otherwise
     */
    record Fit(@Nullable Fitted fitted, String reason) {}

    Fit fit(SpendStore.Snapshot read, SegmentationArtefact.Data data) {
        int bands = configuration.valueBands();
        int customers = read.table().rows().size();
        long began = System.nanoTime();
        ValueArtefact artefact;
        try {
            var recipe = ValueModel.recipe(customers, bands, configuration.laterWeeks(), configuration.seed());
            ValueArtefact learned = ValueArtefact.learn(read.histories(), read.table(), data, recipe);
            artefact = learned.named(given(bands));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return leftOut(
                    "the %d customers with purchases cannot carry them: %s".formatted(customers, e.getMessage()));
        }
        Fitted fitted = fitted(artefact);
        files.keep(artefact, fitted.artifact(), to -> ArtefactFiles.write(to, artefact, read.histories()));
        LOG.info("{} value bands of {} customers took {} ms", bands, customers, millisSince(began));
        return new Fit(fitted, "");
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static Fit leftOut(String reason) {
        LOG.warn("the value bands are left out: {}", reason);
        return new Fit(null, reason);
    }

    /** By band, what an operator called it: the third band of eight stays the third. */
    private Map<Integer, String> given(int bands) {
        Map<Integer, String> given = new TreeMap<>();
        before().ifPresent(before -> {
            List<String> learned = before.artefact().bands().names();
            for (int band = 0; band < learned.size(); band++) {
                if (!before.name(band).equals(learned.get(band))) {
                    given.put(band, before.name(band));
                }
            }
            if (learned.size() != bands && !given.isEmpty()) {
                LOG.warn("the names {} of {} bands are not those of {}", given.values(), learned.size(), bands);
                given.clear();
            }
        });
        return given;
    }

    private Optional<TrainedBands> before() {
        try {
            return active.findBefore(ValueArtefact.VALUE).map(TrainedBands.class::cast);
        } catch (ServiceException e) {
            LOG.warn("names of the active value bands are not carried over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** What the registry keeps of an artefact. */
    static Fitted fitted(ValueArtefact artefact) {
        BandRecipe recipe = artefact.recipe();
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("customers", (double) artefact.data().customers());
        metrics.put(ValueJudge.AGREEMENT, artefact.evidence().agreement());
        metrics.put(ValueJudge.CALIBRATION_ERROR, artefact.evidence().calibrationError());
        metrics.put("log_likelihood", artefact.bands().rates().logLikelihood());
        List<ClusterProfile> profiles = artefact.profiles();
        for (int band = 0; band < profiles.size(); band++) {
            metrics.put("customers_" + band, (double) profiles.get(band).customers());
        }
        metrics.put(
                StandardSegments.SMALLEST_SHARE,
                profiles.stream().mapToDouble(ClusterProfile::share).min().orElseThrow());
        Map<String, String> parameters = new TreeMap<>();
        parameters.put(ValueJudge.BANDS, Integer.toString(recipe.bands()));
        parameters.put(ValueJudge.HORIZON, Double.toString(recipe.horizonWeeks()));
        parameters.put("cut", recipe.cut().name().toLowerCase(Locale.ROOT));
        parameters.put("refits", Integer.toString(recipe.refits()));
        return new Fitted(
                ValueArtefact.VALUE,
                artefact.data().from(),
                artefact.data().to(),
                recipe.seed(),
                parameters,
                metrics,
                artefact.text());
    }
}
