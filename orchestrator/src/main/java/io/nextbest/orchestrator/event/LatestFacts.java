package io.nextbest.orchestrator.event;

import io.nextbest.orchestrator.event.EventStore.Placed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where in the log the newest event of a customer stands, of those that were appended a moment ago: agents that are
 * asked about him read on to there first. What is older or came in through another process they read by themselves
 * within half a second. Safe to share between threads.
 */
final class LatestFacts {

    static final int MOST_CUSTOMERS = 10_000;

    private final Map<String, Long> newest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_CUSTOMERS;
        }
    };

    synchronized void note(List<Placed> events) {
        for (Placed placed : events.subList(Math.max(0, events.size() - MOST_CUSTOMERS), events.size())) {
            String customer = placed.draft().customerId();
            if (customer != null) {
                newest.remove(customer); // so that the eldest is who had no event for longest
                newest.put(customer, placed.seq());
            }
        }
    }

    /** The number of his newest event, 0 where none came in lately. */
    synchronized long of(String customer) {
        return newest.getOrDefault(customer, 0L);
    }
}
