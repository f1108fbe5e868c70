package io.nextbest.runtime;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.ClientFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Problem;
import io.nextbest.contracts.ServiceException;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What another service of ours does not know comes back as its refusal, and any other 404 as a failure of the call: of
 * both the framework would make a null, and a wrong address look like a customer of whom nothing is on record.
 */
@ClientFilter("/**/v1/**")
class CallRefusal {

    private static final Logger LOG = LoggerFactory.getLogger(CallRefusal.class);

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    @ResponseFilter
    void read(HttpRequest<?> request, HttpClientResponseException failure) {
        if (failure.code() != HttpStatus.NOT_FOUND.getCode()) {
            return;
        }
        Optional<Problem> problem = problem(failure.getResponse());
        Optional<ErrorCode> code = problem.flatMap(CallRefusal::code);
        if (code.isPresent()) {
            throw new ServiceException(code.get(), problem.orElseThrow().detail());
        }
        URI uri = request.getUri();
        String address = "%s://%s%s".formatted(uri.getScheme(), uri.getAuthority(), uri.getPath());
        String trouble = address + " answered 404: nothing of ours is served there; check this service's address";
        if (warned.add(address)) { // each call would say it again
            LOG.warn(trouble);
        }
        throw new HttpClientException(trouble);
    }

    private static Optional<Problem> problem(HttpResponse<?> response) {
        return response.getContentType()
                .filter(type -> type.getName().equals(Problem.MEDIA_TYPE))
                .flatMap(_ -> response.getBody(Problem.class));
    }

    private static Optional<ErrorCode> code(Problem problem) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> RefusalHandler.type(code.name()).equals(problem.type()))
                .findFirst();
    }
}
