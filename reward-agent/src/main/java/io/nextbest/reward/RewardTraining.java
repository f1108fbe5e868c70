package io.nextbest.reward;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.Wire;
import io.nextbest.reward.RewardStore.BuyingHabits;
import io.nextbest.runtime.ModelVersions;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Learns what to expect before any outcome is seen: how often customers buy within a week, and for how much. */
@Singleton
final class RewardTraining implements Training {

    static final String MODEL = "thompson";

    private final RewardStore store;
    private final RewardConfiguration configuration;
    private final ModelVersions versions;
    private final JsonMapper json;

    RewardTraining(RewardStore store, RewardConfiguration configuration, ModelVersions versions, JsonMapper json) {
        this.store = store;
        this.configuration = configuration;
        this.versions = versions;
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
    public ModelVersion train() {
        BuyingHabits habits = store.habits();
        if (habits.windows() == 0) {
            throw new ServiceException(
                    ErrorCode.DATA_INSUFFICIENT,
                    "No customer has bought a week or more before the last purchase; import more purchases.");
        }
        double rate = (habits.bought() + 0.5) / (habits.windows() + 1); // Jeffreys' prior keeps it inside (0, 1)
        return versions.activate(new ModelVersions.Fitted(
                MODEL,
                habits.firstAt(),
                habits.lastAt(),
                0, // nothing random in this fit
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

    private String text(Prior prior) {
        try {
            return json.writeValueAsString(prior);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
