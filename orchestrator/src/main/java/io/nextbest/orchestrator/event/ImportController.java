package io.nextbest.orchestrator.event;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.event.ImportProgress;
import io.nextbest.contracts.event.ImportRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The HTTP face of {@link Imports}. It serves {@link io.nextbest.contracts.event.ImportOperations} without implementing
 * it: a chunk is taken as a stream, since every other body of this service stays small.
 */
@Controller("/v1/imports")
@ExecuteOn(TaskExecutors.BLOCKING)
class ImportController {

    private static final int LARGEST_CHUNK = 32 * 1024 * 1024;

    private final Imports imports;

    ImportController(Imports imports) {
        this.imports = imports;
    }

    @Post
    ImportProgress openImport(@Body @Valid ImportRequest request) {
        return imports.open(request);
    }

    @Post(value = "/{importId}/rows", consumes = "application/x-ndjson")
    HttpResponse<?> importRows(
            HttpRequest<?> request,
            @PathVariable String importId,
            @QueryValue("from_row") @PositiveOrZero Long fromRow,
            @Body InputStream body)
            throws IOException {
        byte[] lines = body.readNBytes(LARGEST_CHUNK + 1);
        if (lines.length > LARGEST_CHUNK) {
            body.transferTo(OutputStream.nullOutputStream()); // a sender hears nothing before he has said all
            return EventController.problem(request, HttpStatus.REQUEST_ENTITY_TOO_LARGE, List.of(), """
                    The chunk is larger than 32 MB; send fewer rows.""");
        }
        return HttpResponse.ok(imports.take(importId, fromRow, lines));
    }

    @Post("/{importId}/finish")
    ImportProgress finishImport(@PathVariable String importId) {
        return imports.finish(importId);
    }

    @Get("/{importId}")
    ImportProgress progress(@PathVariable String importId) {
        return imports.progress(importId);
    }
}
