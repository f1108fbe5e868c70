package io.nextbest.orchestrator.event;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.Problem;
import io.nextbest.contracts.Problem.FieldError;
import io.nextbest.contracts.event.EventResult.Status;
import io.nextbest.contracts.event.EventResults;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP face of {@link Events}. It serves {@link io.nextbest.contracts.event.EventOperations} without implementing
 * it: bodies go in and out as bytes, because a page of 10,000 events is strung together and not encoded again.
 */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class EventController {

    private static final int LARGEST_BODY = 512 * 1024;

    private final Events events;

    EventController(Events events) {
        this.events = events;
    }

    @Get(value = "/v1/events", produces = MediaType.APPLICATION_JSON)
    byte[] read(
            @QueryValue(defaultValue = "0") @PositiveOrZero Long after,
            @QueryValue(defaultValue = "1000") @Min(1) @Max(10_000) Integer limit,
            @Nullable @QueryValue String kinds) {
        return events.page(after, limit, kinds);
    }

    @Post("/v1/events")
    HttpResponse<?> append(HttpRequest<?> request, @Body InputStream body) throws IOException {
        byte[] json = body.readNBytes(LARGEST_BODY + 1);
        if (json.length > LARGEST_BODY) {
            body.transferTo(OutputStream.nullOutputStream()); // a sender hears nothing before he has said all
            return problem(request, HttpStatus.REQUEST_ENTITY_TOO_LARGE, List.of(), """
                    The body is larger than 512 KB; send the events in parts.""");
        }
        Events.Taken taken = events.take(json);
        EventResults results = taken.results();
        if (results.accepted() + results.duplicates() > 0) {
            return HttpResponse.ok(results);
        }
        List<FieldError> errors = errors(taken);
        return problem(
                request,
                HttpStatus.BAD_REQUEST,
                errors,
                String.join(
                        "; ",
                        errors.stream()
                                .limit(5)
                                .map(e -> e.field() + ": " + e.detail())
                                .toList()));
    }

    private static List<FieldError> errors(Events.Taken taken) {
        return taken.results().results().stream()
                .filter(result -> result.status() == Status.REJECTED)
                .map(result -> {
                    String field = result.field() == null ? "" : result.field();
                    String place = taken.alone() ? "" : "[" + result.index() + "]";
                    String dot = place.isEmpty() || field.isEmpty() ? "" : ".";
                    return new FieldError(place + dot + field, String.valueOf(result.detail()));
                })
                .toList();
    }

    static HttpResponse<Problem> problem(
            HttpRequest<?> request, HttpStatus status, List<FieldError> errors, String detail) {
        String word = status == HttpStatus.BAD_REQUEST ? "input-invalid" : "request-entity-too-large";
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(new Problem(
                        "urn:nextbest:problem:" + word,
                        status.getReason(),
                        status.getCode(),
                        detail,
                        request.getPath(),
                        detail,
                        errors.isEmpty() ? null : errors));
    }
}
