package io.nextbest.cli.transactions;

import java.util.List;

/** Where events go: the orchestrator's import door. */
public interface ImportDoor {

    /** @param nextRow events of this file that the log already holds */
    record Opened(String importId, long nextRow, boolean finished) {}

    /** @param field what the log found wrong */
    record Refused(String eventId, String field, String detail) {}

    record Taken(long accepted, long duplicates, List<Refused> refused) {

        public Taken {
            refused = List.copyOf(refused);
        }
    }

    /** Begins an import, or finds the one that this file began before. */
    Opened open(String digest, String fileName);

    /** @param from place of the first event among all events of the file, from 0 */
    Taken take(String importId, long from, byte[] lines);

    void finish(String importId);
}
