package io.nextbest.contracts.reward;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import jakarta.validation.Valid;
import java.util.List;

/** What is worth giving, if anything? Served by reward-agent, called by the orchestrator. */
public interface RewardOperations {

    /** Chooses one reward of the catalogue, or none. */
    @Post("/v1/reward/choose")
    RewardChoice choose(@Body @Valid RewardRequest request);

    /** The catalogue. */
    @Get("/v1/reward/catalogue")
    List<Reward> catalogue();
}
