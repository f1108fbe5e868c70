package io.nextbest.contracts.content;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * @param propensity the probability with which the policy chose it, in (0, 1]
 * @param policy the policy version that chose, "thompson@3"
 * @param responseProbability what the policy expects of it: the probability that the customer responds
 * @param reasons contributions to the response probability
 */
@Wire
public record ContentChoice(
        Content content,
        Double propensity,
        String policy,
        Double responseProbability,
        List<Reason> reasons,
        List<Rejection> rejected) {

    public ContentChoice {
        reasons = List.copyOf(reasons);
        rejected = List.copyOf(rejected);
    }
}
