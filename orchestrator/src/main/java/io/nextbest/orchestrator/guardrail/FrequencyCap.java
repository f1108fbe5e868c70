package io.nextbest.orchestrator.guardrail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * At most so many contacts in any stretch of this length, wherever the stretch begins.
 *
 * <p>Every stretch that contains the new send is looked at, not only the one that ends with it: contacts are planned
 * ahead, so that some of them may lie after the send. Two contacts exactly one window apart share no stretch.
 *
 * @param sends contacts allowed in the window, at least 1; to forbid a channel, withdraw its consent instead
 */
public record FrequencyCap(int sends, Duration window) implements Guardrail {

    public FrequencyCap {
        if (sends < 1) {
            throw new IllegalArgumentException("sends must be at least 1, was " + sends);
        }
        if (!window.isPositive()) {
            throw new IllegalArgumentException("window must be positive, was " + window);
        }
    }

    @Override
    public Optional<Action.Hold> blocks(Action.Send send, Standing standing) {
        List<Instant> contacts = standing.contacts();
        if (contacts == null) {
            return Optional.of(new Action.Hold("frequency-cap", "The history of contacts cannot be read"));
        }
        long most = contacts.stream()
                .filter(start -> !start.isAfter(send.at()) && send.at().isBefore(start.plus(window)))
                .mapToLong(start -> countFrom(start, contacts))
                .max()
                .orElse(0);
        most = Math.max(most, countFrom(send.at(), contacts));
        if (most < sends) {
            return Optional.empty();
        }
        Instant end = send.at().plus(window);
        boolean planned = contacts.stream().anyMatch(at -> at.isAfter(send.at()) && at.isBefore(end));
        String reason = planned
                ? "%d contacts within %s, planned ones included, %d allowed"
                : "%d contacts in the last %s, %d allowed";
        return Optional.of(new Action.Hold("frequency-cap", reason.formatted(most, length(), sends)));
    }

    /** Contacts in [start, start + window). */
    private long countFrom(Instant start, List<Instant> contacts) {
        Instant end = start.plus(window);
        return contacts.stream()
                .filter(at -> !at.isBefore(start) && at.isBefore(end))
                .count();
    }

    private String length() {
        long hours = window.toHours();
        if (hours > 24 && window.equals(Duration.ofDays(window.toDays()))) {
            return window.toDays() + " days";
        }
        return window.equals(Duration.ofHours(hours)) ? hours + " h" : window.toMinutes() + " min";
    }
}
