package io.nextbest.orchestrator.decision;

import static io.nextbest.orchestrator.decision.Said.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.contracts.decision.Decision.Degradation;
import io.nextbest.orchestrator.guardrail.Action;
import io.nextbest.orchestrator.guardrail.FrequencyCap;
import io.nextbest.orchestrator.guardrail.QuietHours;
import io.nextbest.orchestrator.guardrail.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArbitrationTest {

    private static final List<String> EMAIL = List.of("email");
    private static final Standing WELCOME = new Standing(Map.of("email", true), null, List.of());

    private final Arbitration arbitration = new Arbitration(
            new FrequencyCap(2, Duration.ofDays(7)),
            new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0), ZoneId.of("Europe/London")),
            Map.of("email", "C-default", "push", "C-default-push", "sms", "C-default-sms"));

    @Test
    void sendsWhatTheAgentsChose() {
        var decision = written(arbitration.decide(Said.all(), EMAIL, NOON, WELCOME));

        assertThat(decision.action())
                .isEqualTo(new io.nextbest.contracts.decision.Action(
                        "send", "offer_discount", "R10", "C7", "email", NOON.plusSeconds(6 * 3600), null, null));
        assertThat(decision.propensities()).isEqualTo(Map.of("reward", 0.7, "content", 0.6, "timing", 0.25));
        assertThat(decision.propensity()).isCloseTo(0.105, within(1e-12)); // 0.7 · 0.6 · 0.25
        assertThat(decision.value().amount()).isEqualTo(2.6); // 4.10 - 1.50
        assertThat(decision.degraded()).isEmpty();
        assertThat(decision.policies().keySet()).containsExactly("reward", "content", "timing");
        assertThat(decision.models()).isEqualTo(Map.of("segmentation", "standard@4", "engagement", "mbg-nbd@2"));
        assertThat(decision.rejected()).extracting(Rejection::candidate).containsExactly("R25", "C8");
    }

    @Test
    void givesNoRewardWithoutTheRewardAgent() {
        var a = Said.all();
        var decision = written(arbitration.decide(
                new Answers(a.segment(), a.predictions(), Said.missing(Answers.REWARD), a.content(), a.timing()),
                EMAIL,
                NOON,
                WELCOME));

        assertThat(decision.action().rewardId()).isNull();
        assertThat(decision.action().contentId()).isEqualTo("C7");
        assertThat(decision.value()).isNull();
        assertThat(decision.reasons()).isEmpty();
        assertThat(decision.propensities().keySet()).containsExactly("content", "timing");
        assertThat(decision.propensity()).isCloseTo(0.15, within(1e-12));
        assertThat(decision.degraded()).containsExactly(new Degradation("reward-agent", "TIMEOUT", "no reward"));
    }

    @Test
    void sendsTheDefaultContentOfTheFirstChannelWithoutTheContentAgent() {
        var a = Said.all();
        var decision = written(arbitration.decide(
                new Answers(a.segment(), a.predictions(), a.reward(), Said.missing(Answers.CONTENT), a.timing()),
                List.of("sms", "email"),
                NOON,
                new Standing(Map.of("email", true, "sms", true), null, List.of())));

        assertThat(decision.action().contentId()).isEqualTo("C-default-sms");
        assertThat(decision.action().channel()).isEqualTo("sms");
        assertThat(decision.action().actionName()).isEqualTo("send_message");
        assertThat(decision.degraded())
                .extracting(Degradation::fallback)
                .containsExactly("default content of the channel, without a reward");
    }

    @Test
    void claimsNothingForARewardThatTheDefaultContentCannotCarry() {
        var a = Said.all();
        var decision = written(arbitration.decide(
                new Answers(a.segment(), a.predictions(), a.reward(), Said.missing(Answers.CONTENT), a.timing()),
                EMAIL,
                NOON,
                WELCOME));

        assertThat(decision.action().rewardId()).isNull();
        assertThat(decision.value()).isNull();
        assertThat(decision.reasons()).isEmpty();
        assertThat(decision.propensities()).isEqualTo(Map.of("timing", 0.25));
        assertThat(decision.propensity()).isEqualTo(0.25);
        assertThat(decision.policies()).containsOnlyKeys("timing");
        assertThat(decision.rejected())
                .contains(
                        new Rejection("R10", "content-agent", "The default content of the channel carries no reward"));
        assertThat(decision.timingsMs()).containsEntry("reward-agent", 2.0);
    }

    @Test
    void sendsAtTheNextAllowedMomentWithoutTheTimingAgent() {
        var a = Said.all();
        var answers = new Answers(a.segment(), a.predictions(), a.reward(), a.content(), Said.missing(Answers.TIMING));
        Instant night = Instant.parse("2011-12-10T23:00:00Z");

        assertThat(written(arbitration.decide(answers, EMAIL, NOON, WELCOME))
                        .action()
                        .at())
                .isEqualTo(NOON);
        assertThat(written(arbitration.decide(answers, EMAIL, night, WELCOME))
                        .action()
                        .at())
                .isEqualTo("2011-12-11T08:00:00Z");
    }

    @Test
    void takesThePopulationsPolicyWithoutSegmentAndPredictions() {
        var a = Said.all();
        var decision = written(arbitration.decide(
                new Answers(
                        Said.missing(Answers.SEGMENTATION),
                        Said.missing(Answers.ENGAGEMENT),
                        a.reward(),
                        a.content(),
                        a.timing()),
                EMAIL,
                NOON,
                WELCOME));

        assertThat(decision.action().type()).isEqualTo("send");
        assertThat(decision.segment()).isNull();
        assertThat(decision.predictions()).isEmpty();
        assertThat(decision.degraded())
                .containsExactly(
                        new Degradation("segmentation-agent", "TIMEOUT", "policy of the whole population"),
                        new Degradation("engagement-agent", "TIMEOUT", "policy of the whole population"));
        assertThat(decision.timingsMs())
                .containsEntry("segmentation-agent", null)
                .containsEntry("reward-agent", 2.0);
    }

    @Test
    void stillSendsWithoutAnyAgent() {
        var answers = new Answers(
                Said.missing(Answers.SEGMENTATION),
                Said.missing(Answers.ENGAGEMENT),
                Said.missing(Answers.REWARD),
                Said.missing(Answers.CONTENT),
                Said.missing(Answers.TIMING));

        var decision = written(arbitration.decide(answers, EMAIL, NOON, WELCOME));

        assertThat(decision.action())
                .isEqualTo(new io.nextbest.contracts.decision.Action(
                        "send", "send_message", null, "C-default", "email", NOON, null, null));
        assertThat(decision.propensities()).isEmpty();
        assertThat(decision.propensity()).isEqualTo(1.0); // nothing was left to chance
        assertThat(decision.degraded()).hasSize(5);
    }

    @Test
    void holdsWhatAGuardrailBlocksAndSaysWhatWasWeighed() {
        var full = new Standing(Map.of("email", true), null, List.of(NOON.minusSeconds(60), NOON.minusSeconds(120)));

        var decision = written(arbitration.decide(Said.all(), EMAIL, NOON, full));

        assertThat(decision.action())
                .isEqualTo(io.nextbest.contracts.decision.Action.hold(
                        "frequency-cap", "2 contacts in the last 7 days, 2 allowed"));
        assertThat(decision.value().amount()).isEqualTo(2.6);
        assertThat(decision.rejected())
                .contains(new Rejection("R10", "frequency-cap", "2 contacts in the last 7 days, 2 allowed"))
                .extracting(Rejection::candidate)
                .containsExactly("R25", "C8", "R10", "C7");
        assertThat(decision.propensities()).hasSize(3);
    }

    @Test
    void holdsAMomentThatTheTimingAgentPutIntoTheNight() {
        var a = Said.all();
        var answers = new Answers(
                a.segment(),
                a.predictions(),
                a.reward(),
                a.content(),
                Said.given(Said.timing(Instant.parse("2011-12-10T22:00:00Z"), 0.5)));

        assertThat(written(arbitration.decide(answers, EMAIL, NOON, WELCOME))
                        .action()
                        .rule())
                .isEqualTo("quiet-hours");
    }

    @Test
    void holdsAContentForAChannelWithoutConsent() {
        var a = Said.all();
        var answers = new Answers(
                a.segment(), a.predictions(), a.reward(), Said.given(Said.content("C9", "sms", 1.0)), a.timing());

        assertThat(written(arbitration.decide(answers, EMAIL, NOON, WELCOME))
                        .action()
                        .rule())
                .isEqualTo("consent");
    }

    @Test
    void holdsBeforeAskingWhereNobodyMayBeReached() {
        assertThat(arbitration.holdsUnasked(EMAIL, new Standing(Map.of(), null, List.of())))
                .map(Action.Hold::rule)
                .contains("consent");
        assertThat(arbitration.holdsUnasked(EMAIL, new Standing(Map.of("email", true), "Nowhere/Land", List.of())))
                .map(Action.Hold::rule)
                .contains("quiet-hours");
        assertThat(arbitration.holdsUnasked(EMAIL, WELCOME)).isEmpty();
    }

    @Test
    void verifyTakesBackASendWhoseConsentIsGone() {
        Weighed send = arbitration.decide(Said.all(), EMAIL, NOON, WELCOME);

        Weighed held = arbitration.verify(send, new Standing(Map.of("email", false), null, List.of()));

        assertThat(send.action()).isInstanceOf(Action.Send.class);
        assertThat(held.action()).isInstanceOf(Action.Hold.class);
        assertThat(held.considered()).isEqualTo(send.action());
    }

    private static Decision written(Weighed weighed) {
        return new Transcript("id", "12347", NOON, false).write(weighed, 83.04);
    }
}
