package io.nextbest.orchestrator.decision;

import io.micronaut.http.client.annotation.Client;
import io.nextbest.contracts.engagement.EngagementOperations;

/** Calls engagement-agent. */
@Client(id = "engagement-agent")
interface EngagementClient extends EngagementOperations {}
