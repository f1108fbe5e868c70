package io.nextbest.orchestrator.decision;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.decision.DecisionOperations;
import io.nextbest.contracts.decision.DecisionRequest;
import jakarta.validation.Valid;
import java.nio.charset.StandardCharsets;

/**
 * The HTTP face of {@link Decisions}. It serves {@link DecisionOperations} without implementing it, because what it
 * answers are the stored bytes and not a record that is written anew each time.
 */
@Controller("/v1/decisions")
@ExecuteOn(TaskExecutors.BLOCKING)
class DecisionController {

    private static final long LARGEST_BODY = 64 * 1024;

    private final Decisions decisions;

    DecisionController(Decisions decisions) {
        this.decisions = decisions;
    }

    /** Decides, records the decision and answers it. */
    @Post(produces = MediaType.APPLICATION_JSON)
    byte[] decide(HttpRequest<?> http, @Body @Valid DecisionRequest request) {
        if (http.getContentLength() > LARGEST_BODY) {
            throw new HttpStatusException(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE, "A request for a decision is 64 KB at most.");
        }
        return decisions.decide(request).getBytes(StandardCharsets.UTF_8);
    }

    /** The same decision for ever. */
    @Get(uri = "/{decisionId}", produces = MediaType.APPLICATION_JSON)
    byte[] find(String decisionId) {
        return decisions.find(decisionId).getBytes(StandardCharsets.UTF_8);
    }
}
