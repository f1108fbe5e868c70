package io.nextbest.systemtests.planted.segmentation;

import io.nextbest.systemtests.planted.content.Content;

public record AgentThatUsesAnAgent(Content content) {}
