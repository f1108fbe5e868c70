package io.nextbest.contracts.decision;

import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The immutable record of one choice.
 *
 * @param propensities of each choice, by agent: "reward", "content", "timing"
 * @param propensity their product
 * @param policies the policy versions that chose, by agent
 * @param models the model versions that answered, by agent
 * @param value expected payoff, the sum of the reasons' contributions
 * @param degraded the parts that were decided without their agent
 * @param timingsMs milliseconds spent per agent, null for one that gave no answer, and "total"
 */
@Wire
public record Decision(
        String decisionId,
        String customerId,
        Instant at,
        Boolean dryRun,
        Action action,
        Map<String, Double> propensities,
        @Nullable Double propensity,
        Map<String, String> policies,
        Map<String, String> models,
        @Nullable SegmentRef segment,
        List<PredictionRef> predictions,
        @Nullable Money value,
        List<Reason> reasons,
        List<Rejection> rejected,
        List<Degradation> degraded,
        Map<String, @Nullable Double> timingsMs) {

    /** @param confidence in [0, 1] */
    @Wire
    public record SegmentRef(Integer segmentId, String segmentName, Double confidence) {}

    /** A prediction without its own reasons; the engagement agent tells those. */
    @Wire
    public record PredictionRef(String name, Double value, Double low, Double high, Integer horizonDays) {}

    /**
     * @param agent the one that is missing
     * @param cause TIMEOUT, ERROR, BAD_RESPONSE, NOT_TRAINED, or CUSTOMER_UNKNOWN where the agent is well and has
     *     nothing on record of the customer
     * @param fallback what was done instead
     */
    @Wire
    public record Degradation(String agent, String cause, String fallback) {}
}
