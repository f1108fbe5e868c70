package io.nextbest.orchestrator.decision;

import io.micronaut.http.client.annotation.Client;
import io.nextbest.contracts.reward.RewardOperations;

/** Calls reward-agent. */
@Client(id = "reward-agent")
interface RewardClient extends RewardOperations {}
