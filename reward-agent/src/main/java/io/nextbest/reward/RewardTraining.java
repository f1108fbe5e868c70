package io.nextbest.reward;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.Wire;
import io.nextbest.reward.RewardStore.BuyingHabits;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Learns what to expect before any outcome is seen: how often customers buy within a week, and for how much. */
@Singleton
final class RewardTraining implements Training {

    static final String MODEL = "thompson";

    private final RewardStore store;
    private final RewardConfiguration configuration;
    private final JsonMapper json;

    RewardTraining(RewardStore store, RewardConfiguration configuration, JsonMapper json) {
        this.store = store;
        this.configuration = configuration;
        this.json = json;
    }

    /**
     * The artefact.
     *
     * @param rate7d probability that a customer who has bought before buys within 7 days, in (0, 1)
     * @param strength decisions that the rate is worth
     * @param basket mean amount of an invoice, in the shop's currency
     */
    @Wire
    record Prior(Double rate7d, Double strength, Double basket) {}

    @Override
    public List<Fitted> fit() {
        BuyingHabits habits = store.habits();
        if (habits.windows() == 0) {
            throw new ServiceException(
                    ErrorCode.DATA_INSUFFICIENT,
                    "No customer has bought a week or more before the last purchase; import more purchases.");
        }
        double rate = (habits.bought() + 0.5) / (habits.windows() + 1); // Jeffreys' prior keeps it inside (0, 1)
        return List.of(new Fitted(
                MODEL,
                habits.firstAt(),
                habits.lastAt(),
                0, // nothing random in this fit
                Map.of("prior_strength", Double.toString(configuration.priorStrength())),
                Map.of(
                        "rate_7d",
                        rate,
                        "windows",
                        (double) habits.windows(),
                        "invoices",
                        (double) habits.invoices(),
                        "basket",
                        habits.basket()),
                text(new Prior(rate, configuration.priorStrength(), habits.basket()))));
    }

    @Override
    public void check(String model, String artifact) {
        Prior ignored = prior(json, artifact);
    }

    /** Throws if the text is no prior to draw from. */
    static Prior prior(JsonMapper json, String artifact) {
        try {
            Prior prior = Objects.requireNonNull(json.readValue(artifact, Prior.class));
            if (!(prior.rate7d() > 0 && prior.rate7d() < 1 && prior.strength() > 0 && prior.basket() >= 0)) {
                throw new IllegalArgumentException("a rate outside (0, 1), or a strength or basket below 0");
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
