package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.reward.RewardRequest;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.contracts.timing.TimingRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The five agents: every question goes out at once and comes back as an {@link Answer}, whatever happens. */
@Singleton
final class AgentClients {

    private final SegmentationClient segmentation;
    private final EngagementClient engagement;
    private final RewardClient reward;
    private final ContentClient content;
    private final TimingClient timing;
    private final CallClient calls;
    private final DecisionConfiguration configuration;

    AgentClients(
            SegmentationClient segmentation,
            EngagementClient engagement,
            RewardClient reward,
            ContentClient content,
            TimingClient timing,
            CallClient calls,
            DecisionConfiguration configuration) {
        this.segmentation = segmentation;
        this.engagement = engagement;
        this.reward = reward;
        this.content = content;
        this.timing = timing;
        this.calls = calls;
        this.configuration = configuration;
    }

    /**
     * The time that all agents together have, from now on: the caller's deadline without what the record needs.
     *
     * @param deadlineMs null for the service's own
     */
    Deadline startDeadline(@Nullable Integer deadlineMs) {
        Duration whole = deadlineMs == null ? configuration.deadline() : Duration.ofMillis(deadlineMs);
        Duration quarter = whole.dividedBy(4);
        Duration reserve = configuration.recordReserve();
        return Deadline.in(whole.minus(reserve.compareTo(quarter) < 0 ? reserve : quarter));
    }

    Pending<Segmented> assign(CustomerQuery query, Deadline deadline) {
        return calls.ask(
                Answers.SEGMENTATION,
                () -> segmentation.assign(query),
                answer -> Plausible.segment(answer, query.customerId()),
                deadline);
    }

    Pending<Predictions> predict(CustomerQuery query, Deadline deadline) {
        return calls.ask(
                Answers.ENGAGEMENT,
                () -> engagement.predict(query),
                answer -> Plausible.predictions(answer, query.customerId()),
                deadline);
    }

    Pending<RewardChoice> choose(RewardRequest request, Deadline deadline) {
        return calls.ask(Answers.REWARD, () -> reward.choose(request), Plausible::reward, deadline);
    }

    Pending<ContentChoice> choose(ContentRequest request, Deadline deadline) {
        return calls.ask(
                Answers.CONTENT, () -> content.choose(request), answer -> Plausible.content(answer, request), deadline);
    }

    Pending<TimingChoice> choose(TimingRequest request, Deadline deadline) {
        return calls.ask(
                Answers.TIMING, () -> timing.choose(request), answer -> Plausible.timing(answer, request), deadline);
    }
}
