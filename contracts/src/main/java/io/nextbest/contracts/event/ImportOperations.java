package io.nextbest.contracts.event;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.nextbest.contracts.ErrorCode;
import jakarta.validation.Valid;

/**
 * The door for whole files: rows in chunks, each chunk and the place reached stored in one transaction. One import at
 * a time; it holds its place for 15 seconds after each chunk. Served by the orchestrator.
 */
public interface ImportOperations {

    /** Opens or resumes; {@link ErrorCode#BUSY} while another import, or the same one elsewhere, holds the place. */
    @Post("/v1/imports")
    ImportProgress openImport(@Body @Valid ImportRequest request);

    /**
     * Stores a chunk. A chunk sent twice adds nothing.
     *
     * @param fromRow number of the chunk's first row, from 0; at most the import's {@code next_row}
     * @param lines one event per line, each a JSON object; at most 32 MB
     */
    @Post(value = "/v1/imports/{importId}/rows", consumes = "application/json", produces = "application/x-ndjson")
    ImportedRows importRows(@PathVariable String importId, @QueryValue("from_row") Long fromRow, @Body byte[] lines);

    /** Gives the place free. Finishing twice is finishing once. */
    @Post("/v1/imports/{importId}/finish")
    ImportProgress finishImport(@PathVariable String importId);

    /** {@link ErrorCode#IMPORT_UNKNOWN} if no import has this id. */
    @Get("/v1/imports/{importId}")
    ImportProgress progress(@PathVariable String importId);
}
