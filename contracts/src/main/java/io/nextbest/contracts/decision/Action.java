package io.nextbest.contracts.decision;

import io.nextbest.contracts.Wire;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a decision does. All members travel always; those of the other type are null.
 *
 * @param type "send" or "hold"
 * @param actionName what a send does: "offer_discount", "recommend_product" or "send_message"
 * @param rewardId null for a send without a reward
 * @param at when to send
 * @param rule the guardrail or policy that held
 * @param reason why it held, in one sentence
 */
@Wire
public record Action(
        String type,
        @Nullable String actionName,
        @Nullable String rewardId,
        @Nullable String contentId,
        @Nullable String channel,
        @Nullable Instant at,
        @Nullable String rule,
        @Nullable String reason) {

    public static final String SEND = "send";
    public static final String HOLD = "hold";

    public static Action hold(String rule, String reason) {
        return new Action(HOLD, null, null, null, null, null, rule, reason);
    }
}
