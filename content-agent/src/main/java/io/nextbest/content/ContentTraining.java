package io.nextbest.content;

import io.micronaut.json.JsonMapper;
import io.nextbest.content.ContentStore.Total;
import io.nextbest.contracts.Wire;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Learns how often customers answer a message, whatever it says: what to expect of a content not yet tried. Before any
 * outcome is on record this is a guess of one answer in 20, and the metric {@code prior_only} is 1.
 */
@Singleton
final class ContentTraining implements Training {

    static final String MODEL = "thompson";

    private static final double GUESSED_RESPONSES = 1;
    private static final double GUESSED_TRIALS = 20;

    private final ContentStore store;
    private final ContentConfiguration configuration;
    private final JsonMapper json;

    ContentTraining(ContentStore store, ContentConfiguration configuration, JsonMapper json) {
        this.store = store;
        this.configuration = configuration;
        this.json = json;
    }

    /**
     * The artefact.
     *
     * @param rate probability that a customer answers a message, in (0, 1)
     * @param strength messages that the rate is worth
     */
    @Wire
    record Prior(Double rate, Double strength) {}

    @Override
    public List<Fitted> fit() {
        Total total = store.total();
        double rate = (GUESSED_RESPONSES + total.responses()) / (GUESSED_TRIALS + total.trials());
        return List.of(new Fitted(
                MODEL,
                total.firstAt(),
                total.lastAt(),
                0, // nothing random in this fit
                Map.of("prior_strength", Double.toString(configuration.priorStrength())),
                Map.of(
                        "response_rate",
                        rate,
                        "trials",
                        (double) total.trials(),
                        "responses",
                        (double) total.responses(),
                        "prior_only",
                        total.trials() == 0 ? 1.0 : 0.0),
                text(new Prior(rate, configuration.priorStrength()))));
    }

    @Override
    public void check(String model, String artifact) {
        Prior ignored = prior(json, artifact);
    }

    /** Throws if the text is no prior to draw from. */
    static Prior prior(JsonMapper json, String artifact) {
        try {
            Prior prior = Objects.requireNonNull(json.readValue(artifact, Prior.class));
            if (!(prior.rate() > 0 && prior.rate() < 1 && prior.strength() > 0)) {
                throw new IllegalArgumentException("a rate outside (0, 1), or a strength not above 0");
            }
            return prior;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(Prior prior) {
        try {
            return json.writeValueAsString(prior);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
