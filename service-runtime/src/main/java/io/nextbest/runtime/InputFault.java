package io.nextbest.runtime;

import io.micronaut.serde.exceptions.InvalidFormatException;
import io.micronaut.serde.exceptions.SerdeException;
import io.nextbest.contracts.Problem.FieldError;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the wrong field in what the framework says of a bad input, and says it in the request's own names. The texts
 * are those of Micronaut Serde 3 and Micronaut Validation 5; {@code RuntimeTest} holds an example of each.
 */
public final class InputFault {

    private static final Pattern STEP = Pattern.compile("\\[\"([^\"]+)\"]|\\[(\\d+)]");
    private static final Pattern MISSING = Pattern.compile("Null argument specified for \\[(\\w+)]");
    private static final Pattern UNBOUND = Pattern.compile("Required (\\w+) \\[([^]]+)] not specified");
    private static final Pattern CONSTRAINT = Pattern.compile("^\\w+(?:\\.([\\w.\\[\\]<> ]+))?: (.+)$");
    private static final Pattern PARAMETER =
            Pattern.compile("Failed to convert argument \\[(\\w+)] for value \\[(.*?)]");

    private InputFault() {}

    /**
     * @param message the framework's sentence
     * @param cause what it threw, null if it threw nothing
     * @return empty if no single field is to blame
     */
    public static Optional<FieldError> of(String message, @Nullable Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof SerdeException decoding && !decoding.getPath().isEmpty()) {
                return fault(path(decoding.getPathAsString()), detail(decoding));
            }
        }
        Matcher missing = MISSING.matcher(message);
        if (missing.find()) {
            return fault(missing.group(1), "is missing");
        }
        Matcher unbound = UNBOUND.matcher(message);
        if (unbound.find()) {
            return unbound.group(1).equals("Body")
                    ? fault("body", "is missing; this path takes one")
                    : fault(unbound.group(2), "is missing");
        }
        Matcher parameter = PARAMETER.matcher(message);
        if (parameter.find()) {
            return parameter.group(2).equals("null")
                    ? Optional.empty() // the whole body, without a member to blame
                    : fault(parameter.group(1), "has a wrong type");
        }
        Matcher constraint = CONSTRAINT.matcher(message);
        if (constraint.find()) {
            String member = constraint.group(1);
            return fault(member == null ? message.substring(0, message.indexOf(':')) : member, constraint.group(2));
        }
        return Optional.empty();
    }

    /** {@code Outer["list"]->java.util.List[2]->Inner["name"]} to "list[2].name". */
    private static String path(String steps) {
        var path = new StringBuilder();
        Matcher step = STEP.matcher(steps);
        while (step.find()) {
            if (step.group(2) != null) {
                path.append('[').append(step.group(2)).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.group(1));
            }
        }
        return path.toString();
    }

    private static String detail(SerdeException decoding) {
        String message = String.valueOf(decoding.getMessage());
        if (message.startsWith("Unknown property")) {
            return "is not a known member";
        }
        if (message.startsWith("Duplicate property")) {
            return "is given twice";
        }
        if (message.contains("is null in the supplied data") || message.contains("is not present")) {
            return "is missing";
        }
        for (Throwable t = decoding; t != null; t = t.getCause()) {
            if (t instanceof InvalidFormatException
                    && String.valueOf(t.getMessage()).startsWith("must be")) {
                return String.valueOf(t.getMessage());
            }
        }
        return "has a wrong type";
    }

    private static Optional<FieldError> fault(String field, String detail) {
        return Optional.of(new FieldError(snake(field), detail));
    }

    /** "customerId" to "customer_id". */
    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
