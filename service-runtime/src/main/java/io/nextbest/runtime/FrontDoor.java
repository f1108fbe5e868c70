package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.URI;

/** Leads whoever opens an agent's address to its page of operations; the orchestrator's root has an older contract. */
@ServerFilter("/")
@Requires(property = "nextbest.service", notEquals = "orchestrator")
class FrontDoor {

    @RequestFilter
    HttpResponse<?> lead() {
        return HttpResponse.temporaryRedirect(URI.create("/docs"));
    }
}
