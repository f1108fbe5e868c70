package io.nextbest.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused: RFC 9457's body with two members more.
 *
 * @param type a URN that names the kind of problem
 * @param title the status in words
 * @param status the HTTP status
 * @param detail one sentence: what is wrong, what to do
 * @param instance the path that was called
 * @param error the same sentence under the name that older clients read
 * @param errors one entry per wrong field, null where no field is to blame
 */
@Wire
public record Problem(
        String type,
        String title,
        Integer status,
        String detail,
        @Nullable String instance,
        String error,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors) {

    /** The media type of every refusal. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = errors == null ? null : List.copyOf(errors);
    }

    /**
     * @param field dotted path of the wrong field, in the request's own names
     * @param detail what is wrong with it
     */
    @Wire
    public record FieldError(String field, String detail) {}
}
