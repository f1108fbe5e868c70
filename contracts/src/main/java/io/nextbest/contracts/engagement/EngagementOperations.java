package io.nextbest.contracts.engagement;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Post;
import io.nextbest.contracts.CustomerQuery;
import jakarta.validation.Valid;

/** What is this customer likely to do next? Served by engagement-agent, called by the orchestrator. */
public interface EngagementOperations {

    /** Predicts from what is on record of the customer. */
    @Post("/v1/engagement/predict")
    Predictions predict(@Body @Valid CustomerQuery query);

    /** Predicts from figures given by the caller; reads and stores nothing. */
    @Post("/v1/engagement/predict-figures")
    Predictions predictFigures(@Body @Valid Figures figures);
}
