package io.nextbest.contracts.timing;

import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Post;
import jakarta.validation.Valid;

/** When, and not before when? Served by timing-agent, called by the orchestrator. */
public interface TimingOperations {

    /** Chooses a moment within the next 48 hours, outside the quiet hours. */
    @Post("/v1/timing/choose")
    TimingChoice choose(@Body @Valid TimingRequest request);
}
