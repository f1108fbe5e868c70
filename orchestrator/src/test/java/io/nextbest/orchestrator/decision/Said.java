package io.nextbest.orchestrator.decision;

import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.content.Content;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.contracts.timing.TimingChoice;
import java.time.Instant;
import java.util.List;

/** What agents say in tests: the figures of the decision that the architecture prints. */
final class Said {

    static final Instant NOON = Instant.parse("2011-12-10T12:00:00Z");

    private Said() {}

    static Segmented segment(String customerId) {
        return new Segmented(
                customerId, 2, "Loyal", 0.81, 0.7, "standard@4", new Rfm(2, 7, 4310.0), null, List.of(), null);
    }

    static Predictions predictions(String customerId, double value) {
        return new Predictions(
                customerId,
                "mbg-nbd@2",
                List.of(new Prediction("buys_within_90_days", value, value - 0.05, value + 0.05, 90, List.of())));
    }

    static RewardChoice reward() {
        return reward("R10", 4.10, 1.50, 0.7);
    }

    static RewardChoice reward(String id, double uplift, double cost, double propensity) {
        return new RewardChoice(
                new Reward(id, "Ten percent", "discount", cost),
                propensity,
                "lin-thompson@7",
                new Money(uplift - cost, "GBP"),
                List.of(new Reason("uplift of " + id, uplift, "GBP"), new Reason("cost of " + id, -cost, "GBP")),
                List.of(new Rejection("R25", "spend-limit", "daily budget has 3.00 GBP left")));
    }

    static ContentChoice content() {
        return content("C7", "email", 0.6);
    }

    static ContentChoice content(String id, String channel, double propensity) {
        return new ContentChoice(
                new Content(id, channel, "offer_discount", "For you", "Ten percent off"),
                propensity,
                "thompson@3",
                0.2,
                List.of(),
                List.of(new Rejection("C8", "thompson@3", "drew 0.11, C7 drew 0.31")));
    }

    static TimingChoice timing(Instant at, double propensity) {
        return new TimingChoice(at, "h18", propensity, "slots@12", List.of());
    }

    static <T> Answer<T> given(T value) {
        return new Answer.Given<>(value, 2.0);
    }

    static <T> Answer<T> missing(String agent) {
        return new Answer.Missing<>(agent, Answer.Cause.TIMEOUT);
    }

    /** Every agent answers. */
    static Answers all() {
        return new Answers(
                given(segment("12347")),
                given(predictions("12347", 0.71)),
                given(reward()),
                given(content()),
                given(timing(NOON.plusSeconds(6 * 3600), 0.25)));
    }
}
