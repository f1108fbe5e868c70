package io.nextbest.segmentation;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** The segments that answers come from now, and how the next ones take their place. */
@Singleton
class ActiveSegments {

    /** Its name in the registry: it reproduces the older service's model. */
    static final String MODEL = "parity";

    private final ModelVersions versions;
    private final JsonMapper json;
    private final ActiveModel<Trained> active;

    ActiveSegments(ModelVersions versions, JsonMapper json) {
        this.versions = versions;
        this.json = json;
        this.active = new ActiveModel<>(versions, MODEL, this::read);
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

    /**
     * @param firstAt first purchase that the model learned from
     * @param lastAt last one
     */
    ModelVersion activate(SegmentationArtefact artefact, Instant firstAt, Instant lastAt, Map<String, Double> metrics) {
        ModelVersion version = versions.activate(
                new ModelVersions.Fitted(MODEL, firstAt, lastAt, artefact.seed(), metrics, write(artefact)));
        active.forget();
        return version;
    }

    private Trained read(ModelVersions.Active stored) {
        try {
            var artefact = Objects.requireNonNull(json.readValue(stored.artifact(), SegmentationArtefact.class));
            return new Trained(
                    artefact.toModel(), artefact.reference(), stored.version().label());
        } catch (IOException e) {
            throw new UncheckedIOException("stored model does not read", e);
        }
    }

    private String write(SegmentationArtefact artefact) {
        try {
            return json.writeValueAsString(artefact);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
