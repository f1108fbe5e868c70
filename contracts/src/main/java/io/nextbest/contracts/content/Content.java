package io.nextbest.contracts.content;

import io.nextbest.contracts.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A message variant for one channel.
 *
 * @param channel "email", "push" or "sms"
 * @param actionName what it does: "offer_discount", "recommend_product" or "send_message"
 * @param subject null where the channel has none
 */
@Wire
public record Content(
        String contentId,
        String channel,
        String actionName,
        @Nullable String subject,
        String body) {}
