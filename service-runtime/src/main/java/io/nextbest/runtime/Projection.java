package io.nextbest.runtime;

import io.nextbest.contracts.event.StoredEvent;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** How an agent turns events into rows of its own. One bean per agent. */
public interface Projection {

    /** The kinds of event that it wants, as they are named in JSON; all others are skipped unread. */
    Set<String> kinds();

    /** Takes events in, in the order of the log, within the transaction that also stores how far it came. */
    void apply(Handle handle, List<StoredEvent> events);

    /** Empties every table that {@link #apply} writes. */
    void wipe(Handle handle);
}
