package io.nextbest.engagement;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.engagement.Figures;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.engagement.EngagementModel.BaseRate;
import io.nextbest.engagement.EngagementModel.RecencyFrequency;
import io.nextbest.models.prediction.Estimate;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Predicts what a customer will do next from what is on record of him, or from figures given by the caller. */
@Singleton
class Engagement {

    static final int HORIZON_DAYS = 90;
    private static final double DAY_MILLIS = 86_400_000;

    private final EventReader reader;
    private final EngagementStore store;
    private final Clock clock;
    private final ActiveModel<Trained> recencyFrequency;
    private final ActiveModel<Trained> baseRate;

    private record Trained(String label, Instant at, EngagementModel model) {}

    Engagement(EventReader reader, EngagementStore store, ModelVersions versions, JsonMapper json, Clock clock) {
        this.reader = reader;
        this.store = store;
        this.clock = clock;
        this.recencyFrequency = ActiveModel.of(versions, RecencyFrequency.NAME, stored -> trained(json, stored));
        this.baseRate = ActiveModel.of(versions, BaseRate.NAME, stored -> trained(json, stored));
    }

    /** Predicts from the customer's purchases, else from an older system's summary, else from his last visit. */
    Predictions predict(CustomerQuery query) {
        String customerId = query.customerId();
        Trained trained = trained();
        reader.refresh(query.logPosition());
        var seen = store.findLastSeen(customerId)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.CUSTOMER_UNKNOWN,
                        "Nothing is on record of this customer; send figures to"
                                + " /v1/engagement/predict-figures instead."));
        double millis = clock.millis() - seen.at().toEpochMilli();
        return predictions(customerId, trained, new Figures(Math.max(0, millis / DAY_MILLIS), seen.purchases()));
    }

    Predictions predict(Figures figures) {
        return predictions(null, trained(), figures);
    }

    private Trained trained() {
        // of two activated at the same moment max takes the first, which knows more
        return Stream.of(recencyFrequency.find(), baseRate.find())
                .flatMap(Optional::stream)
                .max(Comparator.comparing(Trained::at))
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.MODEL_NOT_TRAINED,
                        "The engagement agent is not trained yet; POST /v1/agent/train to it first."));
    }

    private static Predictions predictions(@Nullable String customerId, Trained trained, Figures figures) {
        Estimate estimate = trained.model().predict(figures);
        return new Predictions(
                customerId,
                trained.label(),
                List.of(new Prediction(
                        trained.model().predicts(),
                        estimate.value(),
                        estimate.low(),
                        estimate.high(),
                        HORIZON_DAYS,
                        trained.model().reasons(figures))));
    }

    private static Trained trained(JsonMapper json, ModelVersions.Stored stored) {
        ModelVersion version = stored.version();
        Instant at = version.activatedAt() == null ? version.trainedAt() : version.activatedAt();
        return new Trained(version.label(), at, model(json, version.model(), stored.artifact()));
    }

    /** Throws if the text is no model of this name. */
    static EngagementModel model(JsonMapper json, String model, String artifact) {
        return model.equals(BaseRate.NAME)
                ? read(json, artifact, BaseRate.class)
                : read(json, artifact, RecencyFrequency.Artifact.class).model();
    }

    private static <T> T read(JsonMapper json, String artifact, Class<T> type) {
        try {
            return Objects.requireNonNull(json.readValue(artifact, type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
