package io.nextbest.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.nextbest.contracts.Wire;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is.
 *
 * @param importId names this import until someone else resumes it
 * @param rows rows that the file has, null if never said
 * @param nextRow send rows from here on; rows are counted from 0
 * @param accepted rows that are events in the log now because of this import
 * @param duplicates rows that the log already held
 * @param rejected rows refused
 */
@Wire
public record ImportProgress(
        String importId,
        String fileDigest,
        String fileName,
        @Nullable Long rows,
        Long nextRow,
        State state,
        Long accepted,
        Long duplicates,
        Long rejected) {

    /** A running import that nobody feeds for 15 seconds loses its place to the next one that asks. */
    @Serdeable
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("finished")
        FINISHED
    }
}
