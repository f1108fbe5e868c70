package io.nextbest.runtime;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.nextbest.contracts.Problem;
import io.nextbest.contracts.Problem.FieldError;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Gives the framework's own errors our shape. A 5xx tells the caller nothing; the log has the cause. */
@Singleton
final class ProblemProcessor implements ErrorResponseProcessor<Problem> {

    private static final String FAILED = "The service failed; its log has the cause.";

    private final HttpServerConfiguration server;

    ProblemProcessor(HttpServerConfiguration server) {
        this.server = server;
    }

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.status();
        List<FieldError> errors = status == HttpStatus.BAD_REQUEST ? fieldErrors(context) : List.of();
        String detail = status.getCode() >= 500 ? FAILED : detail(status, errors, context);
        return response.contentType(Problem.MEDIA_TYPE)
                .body(new Problem(
                        RefusalHandler.type(status.name()),
                        status.getReason(),
                        status.getCode(),
                        detail,
                        context.getRequest().getPath(),
                        detail,
                        errors.isEmpty() ? null : errors));
    }

    private static List<FieldError> fieldErrors(ErrorContext context) {
        var errors = new ArrayList<FieldError>();
        for (Error error : context.getErrors()) {
            InputFault.of(error.getMessage(), context.getRootCause().orElse(null))
                    .ifPresent(errors::add);
        }
        return errors;
    }

    private String detail(HttpStatus status, List<FieldError> errors, ErrorContext context) {
        if (!errors.isEmpty()) {
            return String.join(
                    "; ",
                    errors.stream().map(e -> e.field() + ": " + e.detail()).toList());
        }
        if (status == HttpStatus.BAD_REQUEST) {
            return context.getRequest().getMethod().permitsRequestBody()
                    ? "The body is not the JSON that this path takes."
                    : "The address is not one that can be read.";
        }
        if (status == HttpStatus.REQUEST_ENTITY_TOO_LARGE) {
            return tooLarge(context);
        }
        if (status == HttpStatus.NOT_FOUND) {
            return "Nothing answers at this path.";
        }
        return context.getErrors().isEmpty()
                ? status.getReason()
                : context.getErrors().getFirst().getMessage();
    }

    /** What is held in memory has a limit of its own, where a path takes more as a stream. */
    private String tooLarge(ErrorContext context) {
        long limit = context.getRootCause().orElse(null) instanceof BufferLengthExceededException
                ? server.getMaxRequestBufferSize()
                : server.getMaxRequestSize();
        return "The body is larger than the %,d bytes that this path takes.".formatted(limit);
    }
}
