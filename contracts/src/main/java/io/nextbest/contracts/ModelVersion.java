package io.nextbest.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One trained model, as the registry of its agent holds it.
 *
 * @param model name of the model, "parity" or "base-rate"
 * @param version counts up from 1 within one agent and model
 * @param active whether answers come from this version
 * @param state "candidate" before it ever answered, "shadow", "active", or "retired" after it answered
 * @param trainedAt when it was trained or imported, by the product's clock
 * @param dataFrom time of the first event it learned from, null if it needed none
 * @param dataTo time of the last event it learned from
 * @param seed seed of every random choice in training
 * @param parameters what training was told, by name
 * @param metrics what the training measured, by name
 * @param origin who made it: "train", "schedule" or "import"
 * @param judgement what its agent thought of it; null for one trained before there were judgements
 * @param activatedAt when it last became the active version, null if it never did
 * @param activatedBy who made it so: "train", "schedule", "operator" or "rollback"
 * @param also only in the answer to a training: the agent's other models, fitted in the same training
 * @param note only in the answer to a rollback: what it did to this model
 */
@Wire
public record ModelVersion(
        String model,
        Integer version,
        Boolean active,
        String state,
        Instant trainedAt,
        @Nullable Instant dataFrom,
        @Nullable Instant dataTo,
        Long seed,
        Map<String, String> parameters,
        Map<String, Double> metrics,
        String origin,
        @Nullable Judgement judgement,
        @Nullable Instant activatedAt,
        @Nullable String activatedBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ModelVersion> also,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {

    public ModelVersion {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters)); // by name, also on the wire
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        also = also == null ? null : List.copyOf(also);
    }

    /** How decisions name it: "parity@3". */
    public String label() {
        return model + "@" + version;
    }

    /** The same version with those that were trained beside it. */
    public ModelVersion withAlso(List<ModelVersion> others) {
        return with(others, note);
    }

    /** The same version with what was done to it. */
    public ModelVersion withNote(String said) {
        return with(also, said);
    }

    private ModelVersion with(@Nullable List<ModelVersion> others, @Nullable String said) {
        return new ModelVersion(
                model,
                version,
                active,
                state,
                trainedAt,
                dataFrom,
                dataTo,
                seed,
                parameters,
                metrics,
                origin,
                judgement,
                activatedAt,
                activatedBy,
                others,
                said);
    }
}
