package io.nextbest.orchestrator.guardrail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a decision does. Doing nothing is an action too, and has a reason. */
public sealed interface Action {

    /**
     * @param actionName "offer_discount", "recommend_product" or "send_message"
     * @param rewardId null when the message carries no reward
     * @param channel "email", "push" or "sms"
     * @param at when the message goes out
     */
    record Send(String actionName, @Nullable String rewardId, String contentId, String channel, Instant at)
            implements Action {}

    /**
     * @param rule name of the guardrail or policy that held
     * @param reason why, in one sentence
     */
    record Hold(String rule, String reason) implements Action {}
}
