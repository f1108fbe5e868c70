package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.contracts.decision.DecisionRequest;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.reward.RewardRequest;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.contracts.timing.TimingRequest;
import io.nextbest.orchestrator.decision.DecisionStore.Asked;
import io.nextbest.orchestrator.guardrail.Action;
import io.nextbest.orchestrator.guardrail.QuietHours;
import io.nextbest.orchestrator.guardrail.Standing;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The one thing to do now for one customer: asks the agents, weighs, verifies, records. */
@Singleton
public final class Decisions {

    private static final List<String> CHANNELS = List.of("email", "push", "sms");

    private final DecisionStore store;
    private final AgentClients agents;
    private final Arbitration arbitration;
    private final Experiment experiment;
    private final DecisionIds ids;
    private final DecisionText text;
    private final Clock clock;

    Decisions(
            DecisionStore store,
            AgentClients agents,
            Arbitration arbitration,
            Experiment experiment,
            DecisionIds ids,
            DecisionText text,
            Clock clock) {
        this.store = store;
        this.agents = agents;
        this.arbitration = arbitration;
        this.experiment = experiment;
        this.ids = ids;
        this.text = text;
        this.clock = clock;
    }

    /** One decision being made. Its id is also the seed of every random choice, see {@link Seed}. */
    private record Question(
            String decisionId,
            String customerId,
            List<String> channels,
            Instant now,
            Standing standing,
            Deadline deadline) {

        long seed(String agent) {
            return Seed.of(decisionId, agent);
        }
    }

    /** The answer's text: what is stored is what is answered, byte for byte. */
    String decide(DecisionRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean dryRun = Boolean.TRUE.equals(request.dryRun());
        Deadline deadline = agents.startDeadline(request.deadlineMs());
        Question question = question(ids.next(now), request, now, deadline);
        Weighed weighed = weigh(question);
        var transcript = new Transcript(question.decisionId(), question.customerId(), now, dryRun);
        if (dryRun) {
            return text.of(transcript.write(weighed, deadline.elapsedMs()));
        }
        return store.record(question.customerId(), now, standing -> {
                    Weighed verified = arbitration.verify(weighed, standing);
                    String body = text.of(transcript.write(verified, deadline.elapsedMs()));
                    return entry(transcript, verified, new Asked(question.channels(), request.trigger()), body);
                })
                .body();
    }

    /**
     * What would be decided now, recorded nowhere. The random choices depend on the customer and the end of the log
     * only, so that the same state gives the same answer.
     */
    public Decision rehearse(String customerId) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var request = new DecisionRequest(customerId, null, null, true, null);
        String id = UUID.nameUUIDFromBytes((customerId + "@" + store.logPosition()).getBytes(StandardCharsets.UTF_8))
                .toString();
        Deadline deadline = agents.startDeadline(null);
        Weighed weighed = weigh(question(id, request, now, deadline));
        return new Transcript(id, customerId, now, true).write(weighed, deadline.elapsedMs());
    }

    /** A question that agents answer with the customer's newest events taken into account. */
    private CustomerQuery query(String customerId) {
        return new CustomerQuery(customerId, store.newestOf(customerId));
    }

    /** What the customer is likely to do, where the decision held before it asked, or the agent was missing. */
    public Answer<Predictions> predict(String customerId) {
        return agents.predict(query(customerId), agents.startDeadline(null)).await();
    }

    /** The text of an earlier decision. */
    String find(String decisionId) {
        return Optional.of(decisionId)
                .filter(id -> id.indexOf('\0') < 0) // PostgreSQL's text cannot hold it, so no id does
                .flatMap(store::findBody)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.DECISION_UNKNOWN, "No decision has this id; a dry run is not recorded."));
    }

    private Question question(String id, DecisionRequest request, Instant now, Deadline deadline) {
        List<String> channels = request.channels() == null
                ? CHANNELS
                : request.channels().stream().distinct().toList();
        Standing standing = store.findStanding(request.customerId(), now)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.CUSTOMER_UNKNOWN, "Nothing is on record of this customer; send an event first."));
        return new Question(id, request.customerId(), channels, now, standing, deadline);
    }

    private Weighed weigh(Question question) {
        if (experiment.holdsOut(question.customerId())) {
            return Weighed.unasked(new Action.Hold("holdout", "The customer is in the group that measures lift"));
        }
        return arbitration
                .holdsUnasked(question.channels(), question.standing())
                .map(Weighed::unasked)
                .orElseGet(() -> {
                    List<String> allowed = arbitration.allowedChannels(question.channels(), question.standing());
                    Answers answers = ask(question, allowed);
                    return arbitration.decide(answers, allowed, question.now(), question.standing());
                });
    }

    /** Three rounds, each in parallel: who and what next; what to give; what to say and when. */
    private Answers ask(Question question, List<String> allowed) {
        Deadline deadline = question.deadline();
        CustomerQuery query = query(question.customerId());
        var assigning = agents.assign(query, deadline);
        var predicting = agents.predict(query, deadline);
        Answer<Segmented> segment = assigning.await();
        Answer<Predictions> predictions = predicting.await();

        Integer segmentId = segment.findValue().map(Segmented::segmentId).orElse(null);
        String segmentName = segment.findValue().map(Segmented::segmentName).orElse(null);
        List<Prediction> expected =
                predictions.findValue().map(Predictions::predictions).orElse(List.of());
        Answer<RewardChoice> reward = agents.choose(
                        new RewardRequest(
                                question.customerId(), question.seed(Answers.REWARD), segmentId, segmentName, expected),
                        deadline)
                .await();

        Optional<Reward> given = reward.findValue().flatMap(choice -> Optional.ofNullable(choice.reward()));
        var content = agents.choose(
                new ContentRequest(
                        question.customerId(),
                        question.seed(Answers.CONTENT),
                        segmentId,
                        segmentName,
                        allowed,
                        given.map(Reward::rewardId).orElse(null),
                        given.map(Reward::type).orElse(null)),
                deadline);
        var timing = agents.choose(timingRequest(question), deadline);
        return new Answers(segment, predictions, reward, content.await(), timing.await());
    }

    private TimingRequest timingRequest(Question question) {
        QuietHours quiet = arbitration.quietHours();
        return new TimingRequest(
                question.customerId(),
                question.seed(Answers.TIMING),
                question.now(),
                quiet.findZone(question.standing()).orElse(quiet.defaultZone()).getId(),
                quiet.from().toString(),
                quiet.to().toString());
    }

    private static DecisionStore.Entry entry(Transcript transcript, Weighed weighed, Asked asked, String body) {
        Answers answers = weighed.answers();
        Integer segmentId =
                answers.segment().findValue().map(Segmented::segmentId).orElse(null);
        if (!(weighed.action() instanceof Action.Send send)) {
            return new DecisionStore.Entry(
                    transcript.decisionId(),
                    transcript.customerId(),
                    transcript.at(),
                    null,
                    asked,
                    new DecisionStore.Chosen(segmentId, null, null, null, null, null),
                    body);
        }
        Optional<Reward> reward = weighed.findReward().flatMap(choice -> Optional.ofNullable(choice.reward()));
        var chosen = new DecisionStore.Chosen(
                segmentId,
                send.rewardId(),
                reward.map(Reward::cost).orElse(null),
                send.contentId(),
                send.channel(),
                answers.timing().findValue().map(TimingChoice::slot).orElse(null));
        return new DecisionStore.Entry(
                transcript.decisionId(), transcript.customerId(), transcript.at(), send.at(), asked, chosen, body);
    }
}
