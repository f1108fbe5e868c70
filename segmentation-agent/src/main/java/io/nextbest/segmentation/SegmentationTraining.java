package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.Stored;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From purchases on record to segments: the standard model, the parity model and, where the data carry them, the value
 * bands, of the same customers. The files of a
 * fit are written before anything is stored, so that a full disk leaves the versions before active.
 */
@Singleton
class SegmentationTraining implements Training {

    private final SpendStore store;
    private final StandardSegments standard;
    private final ValueTraining value;
    private final ActiveSegments active;
    private final PublishedFiles files;
    private final SegmentationConfiguration configuration;

    SegmentationTraining(
            SpendStore store,
            StandardSegments standard,
            ValueTraining value,
            ActiveSegments active,
            PublishedFiles files,
            SegmentationConfiguration configuration) {
        this.store = store;
        this.standard = standard;
        this.value = value;
        this.active = active;
        this.files = files;
        this.configuration = configuration;
    }

    @Override
    public List<Fitted> fit() {
        SpendStore.Snapshot read = store.findSnapshot()
                .orElseThrow(() -> insufficient("No customer has a purchase on record; import transactions first."));
        RfmTable table = read.table();
        var data = SegmentationArtefact.data(
                table, read.extent().firstAt(), read.extent().newestAt());
        SegmentationArtefact parity = parity(table, data);
        StandardSegments.Fit fit;
        try {
            fit = standard.fit(table, data);
        } catch (IllegalArgumentException e) {
            throw insufficient("The %d customers with purchases cannot carry the standard model: %s; import more."
                    .formatted(table.rows().size(), e.getMessage()));
        }
        ValueTraining.Fit bands = value.fit(read, data);
        List<Fitted> fitted = new ArrayList<>();
        fitted.add(noting(bands, fit, keep(fit.artefact(), table, fit.metrics())));
        fitted.add(keep(parity, table, Map.of()));
        if (bands.fitted() != null) {
            fitted.add(bands.fitted());
        }
        return fitted;
    }

    /** The main version says as of when its number was chosen, and why there are no value bands beside it. */
    private static Fitted noting(ValueTraining.Fit bands, StandardSegments.Fit fit, Fitted main) {
        Map<String, String> parameters = new TreeMap<>(main.parameters());
        if (fit.triedAsOf() != null) {
            parameters.put(StandardSegments.TRIED_AS_OF, fit.triedAsOf().toString());
        }
        if (bands.fitted() == null) {
            parameters.put("value_bands", "left out: " + bands.reason());
        }
        return new Fitted(
                main.model(), main.dataFrom(), main.dataTo(), main.seed(), parameters, main.metrics(), main.artifact());
    }

    private SegmentationArtefact parity(RfmTable table, SegmentationArtefact.Data data) {
        int clusters = configuration.clusters();
        long different =
                table.rows().stream().map(RfmTable.Row::figures).distinct().count();
        if (different < clusters) {
            throw insufficient("%d segments need at least as many different customers; counting equal ones once, the %d"
                            .formatted(clusters, table.rows().size())
                    + " with purchases are %d; import more%s."
                            .formatted(
                                    different,
                                    different < 2
                                            ? ""
                                            : ", or set segmentation.clusters to %d at most".formatted(different)));
        }
        var recipe = new Recipe(Features.RAW, clusters, configuration.starts(), configuration.seed());
        try {
            return SegmentationArtefact.of(recipe, SegmentModel.fit(table, recipe), data, table);
        } catch (IllegalArgumentException e) {
            throw insufficient("The %d customers with purchases cannot carry the parity model: %s; import more."
                    .formatted(table.rows().size(), e.getMessage()));
        }
    }

    private Fitted keep(SegmentationArtefact artefact, RfmTable table, Map<String, Double> measured) {
        Fitted fitted = fitted(artefact, measured);
        files.keep(artefact, fitted.artifact(), to -> ArtefactFiles.write(to, artefact, table));
        return fitted;
    }

    private static Fitted fitted(SegmentationArtefact artefact, Map<String, Double> measured) {
        var recipe = artefact.recipe();
        List<ClusterProfile> profiles = artefact.segments().profiles();
        Map<String, Double> metrics = new TreeMap<>(measured);
        metrics.put("customers", (double) artefact.data().customers());
        metrics.put("inertia", artefact.segments().inertia());
        for (int c = 0; c < profiles.size(); c++) {
            metrics.put("customers_" + c, (double) profiles.get(c).customers());
        }
        metrics.put(
                StandardSegments.SMALLEST_SHARE,
                profiles.stream().mapToDouble(ClusterProfile::share).min().orElseThrow());
        Map<String, String> parameters = new TreeMap<>();
        parameters.put(StandardSegments.CLUSTERS, Integer.toString(recipe.clusters()));
        parameters.put("features", recipe.features().label());
        parameters.put("starts", Integer.toString(recipe.starts()));
        artefact.evidence()
                .tried()
                .forEach(one -> parameters.put(StandardSegments.TRIED + one.clusters(), one.verdict()));
        return new Fitted(
                artefact.model(),
                artefact.data().from(),
                artefact.data().to(),
                recipe.seed(),
                parameters,
                metrics,
                ArtefactText.write(artefact));
    }

    @Override
    public Judgement judge(Fitted fitted, @Nullable Stored before) {
        Judgement newer = Training.super.judge(fitted, before);
        if (!newer.accepted() || before == null) {
            return newer;
        }
        var active = before.version();
        return switch (fitted.model()) {
            case SegmentationArtefact.STANDARD -> new StandardJudge(fitted, active).judgement();
            case ValueArtefact.VALUE -> new ValueJudge(fitted, active).judgement();
            default ->
                Judgement.accept("%s; active: %s"
                        .formatted(
                                outline(fitted.parameters(), fitted.metrics()),
                                outline(active.parameters(), active.metrics())));
        };
    }

    /** What an operator compares two versions by, as far as it was measured. */
    private static String outline(Map<String, String> parameters, Map<String, Double> metrics) {
        String segments = parameters.getOrDefault(StandardSegments.CLUSTERS, "?");
        double customers = metrics.getOrDefault("customers", Double.NaN);
        double smallest = metrics.getOrDefault(StandardSegments.SMALLEST_SHARE, Double.NaN);
        return String.format(
                Locale.ROOT,
                "%s segments of %,.0f customers, the smallest %.1f %%",
                segments,
                customers,
                100 * smallest);
    }

    @Override
    public void check(String model, String artifact) {
        Artefact ignored = ActiveSegments.read(model, artifact);
    }

    /** An artefact that another process of this product wrote, from the same data or others. */
    @Override
    public Fitted read(String artifact) {
        return switch (Artefact.read(artifact)) {
            case ValueArtefact bands -> ValueTraining.fitted(bands);
            case SegmentationArtefact segments -> fitted(segments, Map.of());
        };
    }

    /** Brings the files that others read up to what is active now. */
    @Override
    public void activated() {
        active.load();
    }

    /** What a decision gets: of a model that is not trained another one stands in. */
    @Override
    public Optional<String> mainModel() {
        return Optional.of(active.answering(configuration.model()));
    }

    private static ServiceException insufficient(String detail) {
        return new ServiceException(ErrorCode.DATA_INSUFFICIENT, detail);
    }
}
