package io.nextbest.orchestrator.guardrail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is on record of a customer that a guardrail must know.
 *
 * @param consents by channel, for marketing; a channel that is not there was never asked for
 * @param timeZone the customer's own, as text from the profile; null where the profile has none
 * @param contacts when the customer was or will be contacted; null where the history cannot be read, which blocks
 */
public record Standing(
        Map<String, Boolean> consents,
        @Nullable String timeZone,
        @Nullable List<Instant> contacts) {

    public Standing {
        consents = Map.copyOf(consents);
        contacts = contacts == null ? null : List.copyOf(contacts);
    }
}
