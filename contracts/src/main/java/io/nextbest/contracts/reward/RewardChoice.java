package io.nextbest.contracts.reward;

import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param reward null when "none" was chosen
 * @param propensity the probability with which the policy chose it, in (0, 1]
 * @param policy the policy version that chose, "thompson@3"
 * @param value expected payoff of the choice, the sum of the reasons
 * @param rejected the other candidates, each with why it lost
 */
@Wire
public record RewardChoice(
        @Nullable Reward reward,
        Double propensity,
        String policy,
        Money value,
        List<Reason> reasons,
        List<Rejection> rejected) {

    public RewardChoice {
        reasons = List.copyOf(reasons);
        rejected = List.copyOf(rejected);
    }
}
