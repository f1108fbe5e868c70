package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.orchestrator.guardrail.Action;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One decision on its way into the contract's shape.
 *
 * @param at when it was decided
 */
record Transcript(String decisionId, String customerId, Instant at, boolean dryRun) {

    /** @param totalMs time from the request to the moment at which the decision is written */
    Decision write(Weighed weighed, double totalMs) {
        Answers answers = weighed.answers();
        Map<String, Double> propensities = propensities(weighed);
        boolean chosen = weighed.considered() != null;
        var reward = weighed.findReward();
        List<Reason> reasons = reward.map(RewardChoice::reasons).orElse(List.of());
        return new Decision(
                decisionId,
                customerId,
                at,
                dryRun,
                action(weighed.action()),
                propensities,
                chosen ? propensities.values().stream().reduce(1.0, (a, b) -> a * b) : null,
                policies(weighed),
                models(answers),
                answers.segment()
                        .findValue()
                        .map(s -> new Decision.SegmentRef(s.segmentId(), s.segmentName(), s.confidence()))
                        .orElse(null),
                answers.predictions().findValue().map(Transcript::predictions).orElse(List.of()),
                reward.map(choice -> new Money(sum(reasons), choice.value().unit()))
                        .orElse(null),
                reasons,
                rejected(weighed),
                weighed.degraded(),
                timings(answers, totalMs));
    }

    private static io.nextbest.contracts.decision.Action action(Action action) {
        return switch (action) {
            case Action.Hold hold -> io.nextbest.contracts.decision.Action.hold(hold.rule(), hold.reason());
            case Action.Send send ->
                new io.nextbest.contracts.decision.Action(
                        io.nextbest.contracts.decision.Action.SEND,
                        send.actionName(),
                        send.rewardId(),
                        send.contentId(),
                        send.channel(),
                        send.at(),
                        null,
                        null);
        };
    }

    private static Map<String, Double> propensities(Weighed weighed) {
        Answers answers = weighed.answers();
        Map<String, Double> propensities = new LinkedHashMap<>();
        weighed.findReward().ifPresent(choice -> propensities.put("reward", choice.propensity()));
        answers.content().findValue().ifPresent(choice -> propensities.put("content", choice.propensity()));
        answers.timing().findValue().ifPresent(choice -> propensities.put("timing", choice.propensity()));
        return propensities;
    }

    private static Map<String, String> policies(Weighed weighed) {
        Answers answers = weighed.answers();
        Map<String, String> policies = new LinkedHashMap<>();
        weighed.findReward().ifPresent(choice -> policies.put("reward", choice.policy()));
        answers.content().findValue().ifPresent(choice -> policies.put("content", choice.policy()));
        answers.timing().findValue().ifPresent(choice -> policies.put("timing", choice.policy()));
        return policies;
    }

    private static Map<String, String> models(Answers answers) {
        Map<String, String> models = new LinkedHashMap<>();
        answers.segment().findValue().ifPresent(segment -> models.put("segmentation", segment.model()));
        answers.predictions().findValue().ifPresent(predictions -> models.put("engagement", predictions.model()));
        return models;
    }

    private static List<Decision.PredictionRef> predictions(Predictions predictions) {
        return predictions.predictions().stream()
                .map(p -> new Decision.PredictionRef(p.name(), p.value(), p.low(), p.high(), p.horizonDays()))
                .toList();
    }

    /** Rounded to a billionth, so that 4.10 - 1.50 reads 2.6. */
    private static double sum(List<Reason> reasons) {
        double sum = reasons.stream().mapToDouble(Reason::contribution).sum();
        return Math.round(sum * 1e9) / 1e9;
    }

    /** The candidates that the agents turned down, and the chosen ones where a guardrail did. */
    private static List<Rejection> rejected(Weighed weighed) {
        List<Rejection> rejected = new ArrayList<>();
        weighed.answers().reward().findValue().map(RewardChoice::rejected).ifPresent(rejected::addAll);
        weighed.answers().content().findValue().map(ContentChoice::rejected).ifPresent(rejected::addAll);
        dropped(weighed).ifPresent(rejected::add);
        Action.Send considered = weighed.considered();
        if (considered != null && weighed.action() instanceof Action.Hold(String rule, String reason)) {
            if (considered.rewardId() != null) {
                rejected.add(new Rejection(considered.rewardId(), rule, reason));
            }
            rejected.add(new Rejection(considered.contentId(), rule, reason));
        }
        return rejected;
    }

    /** The reward that had to be left out because the default content names none. */
    private static Optional<Rejection> dropped(Weighed weighed) {
        return weighed.answers()
                .reward()
                .findValue()
                .filter(choice -> weighed.findReward().isEmpty())
                .flatMap(choice -> Optional.ofNullable(choice.reward()))
                .map(reward -> new Rejection(
                        reward.rewardId(), Answers.CONTENT, "The default content of the channel carries no reward"));
    }

    private static Map<String, @Nullable Double> timings(Answers answers, double totalMs) {
        Map<String, @Nullable Double> timings = new LinkedHashMap<>();
        answers.byAgent()
                .forEach((agent, answer) -> timings.put(
                        agent, answer instanceof Answer.Given<?>(Object _, double millis) ? tenths(millis) : null));
        timings.put("total", tenths(totalMs));
        return timings;
    }

    private static double tenths(double millis) {
        return Math.round(millis * 10) / 10.0;
    }
}
