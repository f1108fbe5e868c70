package io.nextbest.contracts;

import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;

/** What an operator may ask of every agent, whatever question it answers. */
public interface AgentOperations {

    /** How far the agent has read the log, and the model it answers with. */
    @Get("/v1/agent/status")
    AgentStatus status();

    /** Reads the log to its end, then trains, judges and activates a new model version. */
    @Post("/v1/agent/train")
    ModelVersion train();

    /** Wipes everything that the agent derived from the log and derives it again; model versions stay. */
    @Post("/v1/agent/rebuild")
    AgentStatus rebuild();
}
