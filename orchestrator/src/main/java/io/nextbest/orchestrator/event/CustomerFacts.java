package io.nextbest.orchestrator.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a customer, as far as guardrails need it.
 *
 * @param timeZone id of the customer's time zone, null if nobody ever said
 * @param marketingConsents by channel (email, push, sms): true given, false withdrawn, absent if there is no record
 */
public record CustomerFacts(String customerId, @Nullable String timeZone, Map<String, Boolean> marketingConsents) {

    public CustomerFacts {
        marketingConsents = Map.copyOf(marketingConsents);
    }
}
