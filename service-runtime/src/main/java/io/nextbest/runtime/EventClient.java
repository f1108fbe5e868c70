package io.nextbest.runtime;

import io.micronaut.http.client.annotation.Client;
import io.nextbest.contracts.event.EventOperations;

/** The log, as the orchestrator serves it. */
@Client(id = "orchestrator")
interface EventClient extends EventOperations {}
