package io.nextbest.segmentation;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.server.exceptions.UnsupportedMediaException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Problem;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.CustomerCount;
import io.nextbest.contracts.segmentation.CustomerNumber;
import io.nextbest.contracts.segmentation.CustomerSegments;
import io.nextbest.contracts.segmentation.FiguresQuery;
import io.nextbest.contracts.segmentation.OlderSegmentationOperations;
import io.nextbest.contracts.segmentation.SegmentAssignment;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.runtime.RefusalHandler;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The older service's paths, with its own statuses and error texts. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class OlderSegmentationController implements OlderSegmentationOperations {

    private static final int LONGEST_ID = 100;

    private final Segmentation segmentation;
    private final RefusalHandler refusals;

    OlderSegmentationController(Segmentation segmentation, RefusalHandler refusals) {
        this.segmentation = segmentation;
        this.refusals = refusals;
    }

    @Override
    public SegmentAssignment assignFigures(FiguresQuery given, @Nullable String model) {
        var figures = new RfmFigures(given.recency(), given.frequency(), given.monetary());
        return segmentation.describe(figures, Segmentation.either(model, given.model()));
    }

    @Override
    public SegmentAssignment assignCustomer(CustomerNumber customer, @Nullable String model) {
        return segmentation.describe(id(customer.customerId()), Segmentation.either(model, customer.model()));
    }

    @Override
    public Object assignCustomers(CustomerCount count, @Nullable String format, @Nullable String model) {
        if (format != null && !format.equals("list") && !format.equals("object")) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "format: must be list or object.");
        }
        CustomerSegments answer =
                segmentation.describeFirst(count.customerCount(), Segmentation.either(model, count.model()));
        return "list".equals(format) ? answer.segments() : answer;
    }

    /** Text as it is; a whole number, also one that a table printed as 12347.0, by its digits. */
    private static String id(Object given) {
        String id = "";
        if (given instanceof String text) {
            id = text;
        } else if (given instanceof Number number) {
            id = PrintedId.ofNumber(number.toString()).orElse("");
        }
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID, "customer_id: must be a text of 1 to 100 characters or a whole number.");
        }
        return id;
    }

    @Error
    HttpResponse<Problem> refuse(HttpRequest<?> request, ServiceException refusal) {
        return switch (refusal.code()) {
            case MODEL_NOT_TRAINED -> problem(request, HttpStatus.INTERNAL_SERVER_ERROR, "Model artifact not found");
            case CUSTOMER_UNKNOWN -> problem(request, HttpStatus.NOT_FOUND, "Customer not found");
            default -> refusals.handle(request, refusal);
        };
    }

    /** The older service called a body of another type "no JSON", 400; every other path keeps 415. */
    @Error(global = true)
    HttpResponse<Problem> refuseType(HttpRequest<?> request, UnsupportedMediaException refusal) {
        boolean older =
                request.getPath().startsWith("/segment/") || request.getPath().equals("/api/segment");
        return older
                ? problem(request, HttpStatus.BAD_REQUEST, "No JSON data provided")
                : problem(request, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", taken(refusal));
    }

    private static String taken(UnsupportedMediaException refusal) {
        return "This path takes a body of the type %s, and this one is of %s."
                .formatted(
                        String.join(" or ", new TreeSet<>(refusal.getAcceptableContentTypes())),
                        refusal.getContentType());
    }

    private static HttpResponse<Problem> problem(HttpRequest<?> request, HttpStatus status, String error) {
        return problem(request, status, error.toLowerCase(Locale.ROOT).replace(' ', '-'), error);
    }

    private static HttpResponse<Problem> problem(HttpRequest<?> request, HttpStatus status, String type, String error) {
        String urn = "urn:nextbest:problem:" + type;
        return HttpResponse.<Problem>status(status)
                .contentType(Problem.MEDIA_TYPE)
                .body(new Problem(urn, status.getReason(), status.getCode(), error, request.getPath(), error, null));
    }
}
