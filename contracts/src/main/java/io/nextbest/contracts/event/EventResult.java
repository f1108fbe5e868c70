package io.nextbest.contracts.event;

import io.nextbest.contracts.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a batch.
 *
 * @param index its place in the batch, from 0
 * @param eventId its id as sent, null where it had none
 * @param status what happened to it
 * @param field the wrong field of a rejected event
 * @param detail what is wrong with that field
 */
@Wire
public record EventResult(
        Integer index,
        @Nullable String eventId,
        Status status,
        @Nullable String field,
        @Nullable String detail) {

    /** Accepted and duplicate events are in the log; a rejected one has left no trace. */
    public enum Status {
        ACCEPTED,
        DUPLICATE,
        REJECTED
    }
}
