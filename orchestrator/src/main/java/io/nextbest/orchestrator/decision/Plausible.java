package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.contracts.timing.TimingRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer can be what the contract means. An agent of another version or a broken one may leave out or
 * overdraw anything, so nothing here trusts a member to be there; conditions are positive, so that NaN fails them.
 */
final class Plausible {

    private static final Set<String> ACTION_NAMES = Set.of("offer_discount", "recommend_product", "send_message");

    /** The contract's 48 hours, and the hour in which they end. */
    private static final Duration FARTHEST = Duration.ofHours(49);

    /** What rounding of the reasons may take from their sum, in units of the currency. */
    private static final double ROUNDING = 0.05;

    private Plausible() {}

    static boolean segment(Segmented answer, String customerId) {
        return customerId.equals(answer.customerId())
                && answer.segmentId() != null
                && answer.segmentId() >= 0
                && named(answer.segmentName())
                && probability(answer.confidence())
                && named(answer.model());
    }

    static boolean predictions(Predictions answer, String customerId) {
        return customerId.equals(answer.customerId())
                && named(answer.model())
                && answer.predictions().stream().allMatch(Plausible::prediction);
    }

    private static boolean prediction(Prediction prediction) {
        return named(prediction.name())
                && probability(prediction.value())
                && probability(prediction.low())
                && probability(prediction.high())
                && prediction.horizonDays() != null
                && prediction.horizonDays() > 0
                && reasons(prediction.reasons());
    }

    static boolean reward(RewardChoice answer) {
        return (answer.reward() == null || reward(answer.reward()))
                && propensity(answer.propensity())
                && named(answer.policy())
                && answer.value() != null
                && finite(answer.value().amount())
                && named(answer.value().unit())
                && reasons(answer.reasons())
                && rejections(answer.rejected())
                && answer.reasons().stream().allMatch(r -> answer.value().unit().equals(r.unit()))
                && Math.abs(answer.reasons().stream()
                                        .mapToDouble(Reason::contribution)
                                        .sum()
                                - answer.value().amount())
                        <= ROUNDING;
    }

    private static boolean reward(Reward reward) {
        return named(reward.rewardId()) && named(reward.type()) && finite(reward.cost()) && reward.cost() >= 0;
    }

    static boolean content(ContentChoice answer, ContentRequest request) {
        return answer.content() != null
                && named(answer.content().contentId())
                && request.channels().contains(answer.content().channel())
                && answer.content().actionName() != null
                && ACTION_NAMES.contains(answer.content().actionName())
                && propensity(answer.propensity())
                && named(answer.policy())
                && probability(answer.responseProbability())
                && rejections(answer.rejected());
    }

    static boolean timing(TimingChoice answer, TimingRequest request) {
        return answer.at() != null
                && !answer.at().isBefore(request.notBefore())
                && !answer.at().isAfter(request.notBefore().plus(FARTHEST))
                && named(answer.slot())
                && propensity(answer.propensity())
                && named(answer.policy());
    }

    private static boolean reasons(List<Reason> reasons) {
        return reasons.stream().allMatch(reason -> named(reason.factor()) && finite(reason.contribution()));
    }

    private static boolean rejections(List<Rejection> rejections) {
        return rejections.stream().allMatch(rejection -> named(rejection.candidate()));
    }

    private static boolean named(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static boolean finite(@Nullable Double number) {
        return number != null && Double.isFinite(number);
    }

    private static boolean probability(@Nullable Double number) {
        return number != null && number >= 0 && number <= 1;
    }

    private static boolean propensity(@Nullable Double number) {
        return number != null && number > 0 && number <= 1;
    }
}
