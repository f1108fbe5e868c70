package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/** The segments that answers come from now, and how the next ones take their place. */
@Singleton
class ActiveSegments {

    /** Its name in the registry: it reproduces the older service's model. */
    static final String MODEL = SegmentationArtefact.PARITY;

    private final ModelVersions versions;
    private final ActiveModel<Trained> active;

    ActiveSegments(ModelVersions versions) {
        this.versions = versions;
        this.active = new ActiveModel<>(versions, MODEL, ActiveSegments::read);
    }

    /**
     * @param reference moment from which recency counted back in training
     * @param label "parity@3"
     */
    record Trained(SegmentModel model, Instant reference, String label) {}

    /** Throws MODEL_NOT_TRAINED before the first training. */
    Trained trained() {
        return active.find()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.MODEL_NOT_TRAINED,
                        "No segments are trained yet: import purchases, then POST /v1/agent/train."));
    }

    ModelVersion activate(SegmentationArtefact artefact, Map<String, Double> metrics) {
        var data = artefact.data();
        ModelVersion version = versions.activate(new ModelVersions.Fitted(
                artefact.model(),
                data.from(),
                data.to(),
                artefact.recipe().seed(),
                metrics,
                ArtefactText.write(artefact)));
        active.forget();
        return version;
    }

    private static Trained read(ModelVersions.Active stored) {
        var artefact = ArtefactText.read(stored.artifact());
        return new Trained(
                artefact.segments(),
                artefact.data().reference(),
                stored.version().label());
    }
}
