package io.nextbest.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.nextbest.contracts.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a batch.
 *
 * @param index its place in the batch or chunk, from 0
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
    @Serdeable
    public enum Status {
        @JsonProperty("accepted")
        ACCEPTED,
        @JsonProperty("duplicate")
        DUPLICATE,
        @JsonProperty("rejected")
        REJECTED
    }
}
