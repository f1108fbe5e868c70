package io.nextbest.orchestrator.outcome;

import io.nextbest.contracts.event.Event;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Finds the decision that an outcome answers, and copies what it had chosen: the decision that the sender names, else
 * the last message that was sent to the customer inside the window before (last touch).
 */
@Singleton
public final class Attribution {

    private final OutcomeStore store;
    private final OutcomeConfiguration configuration;

    Attribution(OutcomeStore store, OutcomeConfiguration configuration) {
        this.store = store;
        this.configuration = configuration;
    }

    /** Empty if the customer has no such decision, or had no message in the window. */
    public Optional<Event.Attribution> attribute(Event.Outcome outcome) {
        String decisionId = outcome.decisionId();
        Optional<Chosen> chosen = decisionId == null
                ? store.findLastSend(outcome.customerId(), outcome.at().minus(configuration.window()), outcome.at())
                : store.findDecision(decisionId, outcome.customerId());
        return chosen.map(c -> new Event.Attribution(
                c.decisionId(),
                c.segmentId(),
                c.rewardId(),
                c.contentId(),
                c.channel(),
                c.slot(),
                new Payoff(configuration.margin()).of(outcome, c)));
    }

    /** Whether the decision that an exposure names is one of this customer. */
    public boolean isKnown(Event.Exposure exposure) {
        return store.findDecision(exposure.decisionId(), exposure.customerId()).isPresent();
    }
}
