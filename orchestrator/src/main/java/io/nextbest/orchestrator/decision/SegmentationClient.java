package io.nextbest.orchestrator.decision;

import io.micronaut.http.client.annotation.Client;
import io.nextbest.contracts.segmentation.SegmentationOperations;

/** Calls segmentation-agent. */
@Client(id = "segmentation-agent")
interface SegmentationClient extends SegmentationOperations {}
