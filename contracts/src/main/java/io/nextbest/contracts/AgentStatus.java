package io.nextbest.contracts;

import org.jspecify.annotations.Nullable;

/**
 * @param agent name of the service, "segmentation-agent"
 * @param offset number of the last event that the agent has taken in
 * @param lag events in the log after that one
 * @param model the active model version, null before the first training
 */
@Wire
public record AgentStatus(
        String agent, Long offset, Long lag, @Nullable ModelVersion model) {}
