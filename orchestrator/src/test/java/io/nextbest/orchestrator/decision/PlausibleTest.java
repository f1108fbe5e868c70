package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.timing.TimingRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlausibleTest {

    private static final ContentRequest BY_MAIL = new ContentRequest("1", 1L, null, null, List.of("email"), null, null);
    private static final TimingRequest FROM_NOON =
            new TimingRequest("1", 1L, Said.NOON, "Europe/London", "21:00", "08:00");

    @Test
    void takesWhatTheContractMeans() {
        assertThat(Plausible.segment(Said.segment("1"), "1")).isTrue();
        assertThat(Plausible.predictions(Said.predictions("1", 0.5), "1")).isTrue();
        assertThat(Plausible.reward(Said.reward())).isTrue();
        assertThat(Plausible.content(Said.content(), BY_MAIL)).isTrue();
        assertThat(Plausible.timing(Said.timing(Said.NOON, 1), FROM_NOON)).isTrue();
    }

    @Test
    void refusesAnAnswerAboutAnotherCustomer() {
        assertThat(Plausible.segment(Said.segment("2"), "1")).isFalse();
        assertThat(Plausible.predictions(Said.predictions("2", 0.5), "1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1, 1.1, 1e308})
    void refusesWhatIsNoProbability(double value) {
        assertThat(Plausible.predictions(Said.predictions("1", value), "1")).isFalse();
        assertThat(Plausible.reward(Said.reward("R10", 4.1, 1.5, value))).isFalse();
        assertThat(Plausible.content(Said.content("C7", "email", value), BY_MAIL))
                .isFalse();
        assertThat(Plausible.timing(Said.timing(Said.NOON, value), FROM_NOON)).isFalse();
    }

    @Test
    void refusesAPropensityOfNought() {
        assertThat(Plausible.reward(Said.reward("R10", 4.1, 1.5, 0))).isFalse();
        assertThat(Plausible.timing(Said.timing(Said.NOON, 0), FROM_NOON)).isFalse();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"'', email", "' ', email", "C7, sms", "C7, fax"})
    void refusesContentWithoutIdOrForAChannelThatWasNotOffered(String id, String channel) {
        assertThat(Plausible.content(Said.content(id, channel, 0.5), BY_MAIL)).isFalse();
    }

    @Test
    void refusesARewardWithoutIdOrWithACostThatIsNone() {
        assertThat(Plausible.reward(Said.reward(" ", 4.1, 1.5, 0.7))).isFalse();
        assertThat(Plausible.reward(Said.reward("R10", 4.1, Double.NaN, 0.7))).isFalse();
        assertThat(Plausible.reward(Said.reward("R10", 4.1, -1, 0.7))).isFalse();
    }

    @Test
    void refusesReasonsThatDoNotAddUpToTheValue() {
        var reward = new Reward("R10", "Ten percent", "discount", 1.5);
        var value = new Money(2.6, "GBP");

        assertThat(Plausible.reward(choice(reward, value, new Reason("uplift", 4.1, "GBP"))))
                .isFalse();
        assertThat(Plausible.reward(choice(reward, value, new Reason("uplift", 2.6, "log-odds"))))
                .isFalse();
        assertThat(Plausible.reward(choice(reward, value, new Reason("uplift", 2.6, "GBP"))))
                .isTrue();
    }

    @Test
    void refusesAMomentBeforeTheEarliestOrBeyondTwoDays() {
        assertThat(Plausible.timing(Said.timing(Said.NOON.minusMillis(1), 1), FROM_NOON))
                .isFalse();
        assertThat(Plausible.timing(Said.timing(Said.NOON.plus(Duration.ofDays(3)), 1), FROM_NOON))
                .isFalse();
    }

    private static RewardChoice choice(Reward reward, Money value, Reason reason) {
        return new RewardChoice(reward, 0.5, "thompson@1", value, List.of(reason), List.of());
    }
}
