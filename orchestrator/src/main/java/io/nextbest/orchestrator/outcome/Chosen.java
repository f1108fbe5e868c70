package io.nextbest.orchestrator.outcome;

import org.jspecify.annotations.Nullable;

/**
 * What a decision on record had chosen.
 *
 * @param rewardCost what the reward costs the shop if the customer takes it, null without a reward
 */
record Chosen(
        String decisionId,
        @Nullable Integer segmentId,
        @Nullable String rewardId,
        @Nullable Double rewardCost,
        @Nullable String contentId,
        @Nullable String channel,
        @Nullable String slot) {}
