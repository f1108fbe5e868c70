package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.time.Instant;

/** The segments that answers come from now. */
@Singleton
class ActiveSegments {

    /** Its name in the registry: it reproduces the older service's model. */
    static final String MODEL = SegmentationArtefact.PARITY;

    private final ActiveModel<Trained> active;

    ActiveSegments(ModelVersions versions) {
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

    private static Trained read(ModelVersions.Stored stored) {
        var artefact = ArtefactText.read(stored.artifact());
        return new Trained(
                artefact.segments(),
                artefact.data().reference(),
                stored.version().label());
    }
}
