package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.Event;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.orchestrator.event.Checked.Unfit;
import io.nextbest.orchestrator.outcome.Attribution;
import jakarta.inject.Singleton;

/** Ties exposures and outcomes to the decision that they speak of, before the log takes them in. */
@Singleton
final class DecisionLinks {

    private final Attribution attribution;

    DecisionLinks(Attribution attribution) {
        this.attribution = attribution;
    }

    /** The draft with its attribution, or unfit if there is no such decision of this customer. */
    Checked link(Checked checked) {
        if (!(checked instanceof Draft draft)) {
            return checked;
        }
        return switch (draft.event()) {
            case Event.Exposure exposure
            when !attribution.isKnown(exposure) ->
                new Unfit(draft.eventId(), "decision_id", "names no decision of this customer");
            case Event.Outcome outcome ->
                attribution
                        .attribute(outcome)
                        .<Checked>map(draft::with)
                        .orElseGet(() -> new Unfit(
                                draft.eventId(),
                                "decision_id",
                                outcome.decisionId() == null
                                        ? "is missing, and no message was sent to this customer in the window before"
                                        : "names no decision of this customer"));
            case null, default -> draft;
        };
    }
}
