package io.nextbest.runtime;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Problem;
import io.nextbest.contracts.ServiceException;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Turns a refusal into a problem document. The only place that knows which status a code has. */
@Singleton
public final class RefusalHandler implements ExceptionHandler<ServiceException, HttpResponse<Problem>> {

    @Override
    public HttpResponse<Problem> handle(HttpRequest request, ServiceException refusal) {
        HttpStatus status = status(refusal.code());
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(new Problem(
                        type(refusal.code().name()),
                        status.getReason(),
                        status.getCode(),
                        refusal.detail(),
                        request.getPath(),
                        refusal.detail(),
                        null));
    }

    static String type(String name) {
        return "urn:nextbest:problem:" + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status that a refusal has everywhere. */
    public static HttpStatus status(ErrorCode code) {
        return switch (code) { // no default: a new code must not compile until it has a status
            case INPUT_INVALID -> HttpStatus.BAD_REQUEST;
            case CUSTOMER_UNKNOWN, DECISION_UNKNOWN, IMPORT_UNKNOWN, VERSION_UNKNOWN -> HttpStatus.NOT_FOUND;
            case BUSY, MODEL_NOT_TRAINED, DATA_INSUFFICIENT, VERSION_REFUSED -> HttpStatus.CONFLICT;
            case AGENT_UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }
}
