package io.nextbest.orchestrator.decision;

import io.micronaut.context.annotation.Factory;
import io.nextbest.orchestrator.guardrail.GuardrailConfiguration;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Builds the pure parts of the decision flow from their settings. */
@Factory
final class DecisionFactory {

    @Singleton
    Arbitration arbitration(GuardrailConfiguration guardrails, DecisionConfiguration configuration) {
        return new Arbitration(guardrails.frequencyCap(), guardrails.quietHours(), configuration.defaultContents());
    }

    @Singleton
    Experiment experiment(DecisionConfiguration configuration) {
        return new Experiment(configuration.holdoutShare(), configuration.holdoutSalt());
    }

    /** Ids must differ between processes and restarts: the one place where chance is not seeded. */
    @Singleton
    DecisionIds decisionIds() {
        return new DecisionIds(new SecureRandom());
    }
}
