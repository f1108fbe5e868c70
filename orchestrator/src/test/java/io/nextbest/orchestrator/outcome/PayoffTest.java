package io.nextbest.orchestrator.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nextbest.contracts.event.Event;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayoffTest {

    private static double payoff(String type, @Nullable String amount, @Nullable Double cost) {
        var outcome = new Event.Outcome(
                "e", "c", Instant.EPOCH, "d", type, amount == null ? null : new BigDecimal(amount), null);
        return new Payoff(0.4).of(outcome, new Chosen("d", null, cost == null ? null : "R1", cost, null, null, null));
    }

    @ParameterizedTest(name = "{0} of {1} with a reward of cost {2} is worth {3}")
    @CsvSource({
        "purchase, 20.00, 1.50, 6.5", // 20 · 0.4 − 1.5
        "redeem,   ,      1.50, -1.5",
        "purchase, 20.00, ,     8",
        "click,    ,      1.50, 0", // the reward was not taken
        "none,     ,      ,     0",
        "donation, 5,     1.50, 2",
    })
    void isTheMarginLessWhatTheRewardCost(String type, String amount, Double cost, double expected) {
        assertThat(payoff(type, amount, cost)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesAMarginThatIsNoShare(double margin) {
        assertThatThrownBy(() -> new Payoff(margin)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheWholeAmountAtAMarginOfOne() {
        var outcome = new Event.Outcome("e", "c", Instant.EPOCH, "d", "purchase", BigDecimal.TEN, null);

        assertThat(new Payoff(1).of(outcome, new Chosen("d", null, null, null, null, null, null)))
                .isEqualTo(10);
    }
}
