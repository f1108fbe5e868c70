package io.nextbest.contracts;

import org.jspecify.annotations.Nullable;

/**
 * @param agent name of the service, "segmentation-agent"
 * @param offset number of the last event that the agent has taken in
 * @param lag events in the log after that one
 * @param model the active version of the agent's main model, null before the first training
 * @param problem which active version does not read, why, and what answers instead; null when all is well
 */
@Wire
public record AgentStatus(
        String agent,
        Long offset,
        Long lag,
        @Nullable ModelVersion model,
        @Nullable String problem) {}
