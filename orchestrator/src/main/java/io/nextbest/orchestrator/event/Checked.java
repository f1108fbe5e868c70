package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An event as it stood at the door: fit for the log, or not. */
sealed interface Checked {

    /**
     * Fit for the log.
     *
     * @param body the event as JSON in its one canonical form: {@code kind} first, then the record's order, no nulls
     * @param event the event as an object where somebody here reads it; null for purchases, interactions and reviews
     */
    record Draft(
            String kind,
            String eventId,
            @Nullable String customerId,
            Instant at,
            byte[] body,
            @Nullable Event event) implements Checked {

        /** The same event with what the orchestrator knows added at its end. */
        Draft with(Event.Attribution attribution) {
            var text = new StringBuilder(new String(body, 0, body.length - 1, StandardCharsets.UTF_8))
                    .append(",\"attribution\":");
            EventText.write(text, attribution);
            byte[] attributed = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
            Event complete = event instanceof Event.Outcome o
                    ? new Event.Outcome(
                            o.eventId(), o.customerId(), o.at(), o.decisionId(), o.type(), o.amount(), attribution)
                    : event;
            return new Draft(kind, eventId, customerId, at, attributed, complete);
        }

        /** Whether the sender sent the same facts both times; an attribution is not the sender's. */
        boolean saysTheSameAs(byte[] storedBody) {
            return Arrays.equals(sent(body), sent(storedBody));
        }

        private byte[] sent(byte[] json) {
            if (!kind.equals("outcome")) {
                return json;
            }
            String text = new String(json, StandardCharsets.UTF_8);
            int added = text.lastIndexOf(",\"attribution\":{");
            return added < 0 ? json : (text.substring(0, added) + "}").getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Refused; leaves no trace in the log.
     *
     * @param eventId its id as sent, null where it had none
     * @param field dotted path of the wrong field, null if it is not an event at all
     * @param detail what is wrong with it
     */
    record Unfit(@Nullable String eventId, @Nullable String field, String detail) implements Checked {}
}
