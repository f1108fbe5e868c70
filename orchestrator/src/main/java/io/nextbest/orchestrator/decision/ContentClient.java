package io.nextbest.orchestrator.decision;

import io.micronaut.http.client.annotation.Client;
import io.nextbest.contracts.content.ContentOperations;

/** Calls content-agent. */
@Client(id = "content-agent")
interface ContentClient extends ContentOperations {}
