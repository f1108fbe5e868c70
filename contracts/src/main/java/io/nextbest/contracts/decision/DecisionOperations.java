package io.nextbest.contracts.decision;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import jakarta.validation.Valid;

/** What is the one thing to do now? Served by the orchestrator. */
public interface DecisionOperations {

    /** Decides, records the decision and answers it. */
    @Post("/v1/decisions")
    Decision decide(@Body @Valid DecisionRequest request);

    /** The same decision for ever. */
    @Get("/v1/decisions/{decisionId}")
    Decision find(String decisionId);
}
