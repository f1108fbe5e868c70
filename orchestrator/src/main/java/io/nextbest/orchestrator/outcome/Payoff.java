package io.nextbest.orchestrator.outcome;

import io.nextbest.contracts.event.Event;

/**
 * What an outcome was worth, in the shop's currency: money brought times the margin, minus the reward's cost where the
 * customer took the reward. An outcome without money is worth 0, not nothing: that, too, is learned from.
 *
 * @param margin share of the money that stays with the shop, in [0, 1]
 */
record Payoff(double margin) {

    Payoff {
        if (!(margin >= 0 && margin <= 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1], was " + margin);
        }
    }

    double of(Event.Outcome outcome, Chosen chosen) {
        double money = outcome.amount() == null ? 0 : outcome.amount().doubleValue();
        boolean taken = outcome.type().equals("purchase") || outcome.type().equals("redeem");
        double cost = taken && chosen.rewardCost() != null ? chosen.rewardCost() : 0;
        return money * margin - cost;
    }
}
