package io.nextbest.contracts.timing;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Wire;
import java.time.Instant;
import java.util.List;

/**
 * @param at the moment to send, at or after the earliest asked for
 * @param slot name of the local hour, "h08"
 * @param propensity the probability with which the policy chose the slot, in (0, 1]
 * @param policy the policy version that chose, "slots@3"
 * @param reasons contributions to the slot's share of the customer's activity
 */
@Wire
public record TimingChoice(Instant at, String slot, Double propensity, String policy, List<Reason> reasons) {

    public TimingChoice {
        reasons = List.copyOf(reasons);
    }
}
