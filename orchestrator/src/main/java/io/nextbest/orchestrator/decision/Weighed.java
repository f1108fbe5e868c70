package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.decision.Decision.Degradation;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.orchestrator.guardrail.Action;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What arbitration made of the answers.
 *
 * @param action what the decision does
 * @param considered the send that the agents' choices amount to; null where the decision held before they were asked
 * @param degraded each agent that is missing, and what was done instead
 */
record Weighed(Action action, Action.@Nullable Send considered, Answers answers, List<Degradation> degraded) {

    Weighed {
        degraded = List.copyOf(degraded);
    }

    /** Held before any agent was asked. */
    static Weighed unasked(Action.Hold hold) {
        return new Weighed(hold, null, Answers.none(), List.of());
    }

    /**
     * What the reward agent chose, as far as it counts. Empty without the content agent: the default content names no
     * reward, so none is given, and what was drawn made no difference.
     */
    Optional<RewardChoice> findReward() {
        return answers.content() instanceof Answer.Missing<?>
                ? Optional.empty()
                : answers.reward().findValue();
    }

    /** The same, held after all. */
    Weighed heldBy(Action.Hold hold) {
        return new Weighed(hold, considered, answers, degraded);
    }
}
