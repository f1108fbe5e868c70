package io.nextbest.contracts.event;

import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * What became of a batch of events. The good ones are stored, whatever their neighbours are like.
 *
 * @param accepted events stored now
 * @param duplicates events that the log already held
 * @param rejected events refused
 * @param results one entry per event sent, in order
 */
@Wire
public record EventResults(Integer accepted, Integer duplicates, Integer rejected, List<EventResult> results) {

    public EventResults {
        results = List.copyOf(results);
    }
}
