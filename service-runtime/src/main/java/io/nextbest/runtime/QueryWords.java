package io.nextbest.runtime;

import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteAttributes;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Refuses a word in the query that its path does not know, as bodies refuse unknown members: {@code ?modle=standard}
 * would otherwise be answered by another model without a word. The older systems' paths keep what those did, except
 * where words of ours were added to them.
 */
@ServerFilter({"/v1/**", "/segment/**", "/api/segment"})
final class QueryWords {

    @RequestFilter
    void check(HttpRequest<?> request) {
        if (!request.getParameters().isEmpty()
                && RouteAttributes.getRouteMatch(request).orElse(null) instanceof MethodBasedRouteMatch<?, ?> route) {
            Set<String> known = words(route);
            boolean strict = !known.isEmpty() || request.getPath().startsWith("/v1/");
            for (String given : request.getParameters().names()) {
                if (strict && !known.contains(given)) {
                    throw new ServiceException(
                            ErrorCode.INPUT_INVALID,
                            "%s: is no word that the query of this path knows; it knows %s."
                                    .formatted(given, known.isEmpty() ? "none" : String.join(", ", known)));
                }
            }
        }
    }

    private static Set<String> words(MethodBasedRouteMatch<?, ?> route) {
        return Arrays.stream(route.getArguments())
                .filter(argument -> argument.getAnnotationMetadata().hasAnnotation(QueryValue.class))
                .map(QueryWords::word)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String word(Argument<?> argument) {
        return argument.getAnnotationMetadata()
                .stringValue(QueryValue.class)
                .filter(name -> !name.isEmpty())
                .orElse(argument.getName());
    }
}
