package io.nextbest.runtime;

import io.nextbest.contracts.Problem.FieldError;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the wrong field in what the framework says of a bad input, and says it in the request's own names. The texts
 * are those of Micronaut Serde 3 and Micronaut Validation 5; {@code ProblemTest} holds one example of each.
 */
public final class InputFault {

    private static final Pattern UNKNOWN = Pattern.compile("Unknown property \\[([^]]+)]");
    private static final Pattern MISSING = Pattern.compile("(?:parameter|property) \\[(?:[^\\]]*\\s)?([\\w$]+)]"
            + "[^\\[]*(?:at index \\[\\d+])?.*(?:is not present|is null|is required)");
    private static final Pattern WRONG_TYPE = Pattern.compile("property \\[(?:[^\\]]*\\s)?([\\w$]+)]");
    private static final Pattern UNBOUND = Pattern.compile("Required (\\w+) \\[([^]]+)] not specified");
    private static final Pattern CONVERSION = Pattern.compile("Failed to convert argument \\[([^]]+)]");

    private InputFault() {}

    /**
     * @param path where the framework saw the fault, "assign.query.customerId", null if it does not say
     * @param message the framework's sentence
     * @param cause what was thrown, null if nothing was
     * @return empty if no single field is to blame
     */
    public static Optional<FieldError> of(@Nullable String path, String message, @Nullable Throwable cause) {
        if (path != null && path.chars().filter(c -> c == '.').count() >= 2) {
            return Optional.of(new FieldError(snake(path.split("\\.", 3)[2]), message));
        }
        Optional<FieldError> found = ofMessage(message);
        for (Throwable t = cause; found.isEmpty() && t != null; t = t.getCause()) {
            found = ofMessage(String.valueOf(t.getMessage()));
        }
        if (found.isEmpty() && path != null && path.indexOf('.') > 0) {
            return Optional.of(new FieldError(snake(path.substring(path.indexOf('.') + 1)), message));
        }
        return found;
    }

    private static Optional<FieldError> ofMessage(String message) {
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.find()) {
            return Optional.of(new FieldError(unknown.group(1), "is not a known member"));
        }
        Matcher missing = MISSING.matcher(message);
        if (missing.find()) {
            return Optional.of(new FieldError(snake(missing.group(1)), "is missing"));
        }
        Matcher unbound = UNBOUND.matcher(message);
        if (unbound.find()) {
            boolean body = unbound.group(1).equals("Body");
            return Optional.of(new FieldError(body ? "body" : snake(unbound.group(2)), "is missing"));
        }
        Matcher conversion = CONVERSION.matcher(message);
        if (conversion.find() && !message.contains("Error deserializing") && !message.contains("decoding")) {
            return Optional.of(new FieldError(snake(conversion.group(1)), "has a value of the wrong type"));
        }
        Matcher wrong = WRONG_TYPE.matcher(message);
        if (wrong.find()) {
            return Optional.of(new FieldError(snake(wrong.group(1)), "has a value of the wrong type"));
        }
        return Optional.empty();
    }

    /** "customerId" to "customer_id". */
    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
