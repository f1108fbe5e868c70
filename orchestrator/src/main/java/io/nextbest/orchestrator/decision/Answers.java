package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.contracts.timing.TimingChoice;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the five agents said for one decision. */
public record Answers(
        Answer<Segmented> segment,
        Answer<Predictions> predictions,
        Answer<RewardChoice> reward,
        Answer<ContentChoice> content,
        Answer<TimingChoice> timing) {

    public static final String SEGMENTATION = "segmentation-agent";
    public static final String ENGAGEMENT = "engagement-agent";
    public static final String REWARD = "reward-agent";
    public static final String CONTENT = "content-agent";
    public static final String TIMING = "timing-agent";

    /** Nobody was asked. */
    static Answers none() {
        return new Answers(
                new Answer.Unasked<>(),
                new Answer.Unasked<>(),
                new Answer.Unasked<>(),
                new Answer.Unasked<>(),
                new Answer.Unasked<>());
    }

    /** What an operator does about an agent that has no model yet. */
    public static String howToTrain(String agent) {
        return "the %s is not trained yet: nextbest train %s, or POST /v1/agent/train to it"
                .formatted(agent.replace('-', ' '), agent.replace("-agent", ""));
    }

    /** By the name of the agent, in the order in which they are asked. */
    Map<String, Answer<?>> byAgent() {
        Map<String, Answer<?>> answers = new LinkedHashMap<>();
        answers.put(SEGMENTATION, segment);
        answers.put(ENGAGEMENT, predictions);
        answers.put(REWARD, reward);
        answers.put(CONTENT, content);
        answers.put(TIMING, timing);
        return answers;
    }
}
