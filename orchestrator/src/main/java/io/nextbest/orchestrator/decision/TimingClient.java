package io.nextbest.orchestrator.decision;

import io.micronaut.http.client.annotation.Client;
import io.nextbest.contracts.timing.TimingOperations;

/** Calls timing-agent. */
@Client(id = "timing-agent")
interface TimingClient extends TimingOperations {}
