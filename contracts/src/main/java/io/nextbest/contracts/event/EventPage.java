package io.nextbest.contracts.event;

import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * A stretch of the log.
 *
 * @param events in order of their {@code seq}
 * @param next ask with {@code after=next} for what follows; with kinds left out it may exceed the last event's seq
 * @param end the last {@code seq} that the log held when it was read
 */
@Wire
public record EventPage(List<StoredEvent> events, Long next, Long end) {

    public EventPage {
        events = List.copyOf(events);
    }
}
