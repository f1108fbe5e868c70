package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From purchases on record to segments. The files come first, so that a full disk leaves the old model active. */
@Singleton
class SegmentationTraining implements Training {

    private static final String WAY_OUT = "import more or set segmentation.clusters lower.";

    private final SegmentationStore store;
    private final PublishedFiles files;
    private final SegmentationConfiguration configuration;

    SegmentationTraining(SegmentationStore store, PublishedFiles files, SegmentationConfiguration configuration) {
        this.store = store;
        this.files = files;
        this.configuration = configuration;
    }

    @Override
    public List<Fitted> fit() {
        List<Purchases> purchases = store.listPurchases();
        RfmTable table = RfmTable.of(purchases, configuration.timeZone())
                .orElseThrow(() -> insufficient("No customer has a purchase on record; import transactions first."));
        SegmentModel model = fit(table);
        Instant lastAt = purchases.stream()
                .map(Purchases::lastAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant firstAt = store.findFirstPurchaseAt().orElse(lastAt);
        var artefact = SegmentationArtefact.of(
                SegmentationArtefact.PARITY, recipe(), model, SegmentationArtefact.data(table, firstAt, lastAt));
        files.write(artefact, table);
        return List.of(fitted(artefact, metrics(model, table)));
    }

    private static Fitted fitted(SegmentationArtefact artefact, Map<String, Double> metrics) {
        var recipe = artefact.recipe();
        return new Fitted(
                artefact.model(),
                artefact.data().from(),
                artefact.data().to(),
                recipe.seed(),
                Map.of(
                        "clusters", Integer.toString(recipe.clusters()),
                        "features", recipe.features().label(),
                        "starts", Integer.toString(recipe.starts())),
                metrics,
                ArtefactText.write(artefact));
    }

    @Override
    public void check(String model, String artifact) {
        String made = ArtefactText.read(artifact).model();
        if (!made.equals(model)) {
            throw new IllegalArgumentException("it is of the model %s, not of %s".formatted(made, model));
        }
    }

    /** An artefact that another process of this product wrote, from the same data or others. */
    @Override
    public Fitted read(String artifact) {
        SegmentationArtefact artefact = ArtefactText.read(artifact);
        return fitted(artefact, Map.of("inertia", artefact.segments().inertia()));
    }

    private SegmentModel fit(RfmTable table) {
        int clusters = configuration.clusters();
        int customers = table.rows().size();
        if (customers < clusters) {
            throw insufficient("%d segments need as many customers with purchases, and there are %d; %s"
                    .formatted(clusters, customers, WAY_OUT));
        }
        try {
            return SegmentModel.fit(table, recipe());
        } catch (IllegalArgumentException e) {
            throw insufficient("The %d customers with purchases do not differ enough for %d segments; %s"
                    .formatted(customers, clusters, WAY_OUT));
        }
    }

    private Recipe recipe() {
        return new Recipe(Features.RAW, configuration.clusters(), configuration.starts(), configuration.seed());
    }

    private static Map<String, Double> metrics(SegmentModel model, RfmTable table) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("customers", (double) table.rows().size());
        metrics.put("inertia", model.inertia());
        for (int c = 0; c < model.profiles().size(); c++) {
            metrics.put("customers_" + c, (double) model.profiles().get(c).customers());
        }
        return metrics;
    }

    private static ServiceException insufficient(String detail) {
        return new ServiceException(ErrorCode.DATA_INSUFFICIENT, detail);
    }
}
