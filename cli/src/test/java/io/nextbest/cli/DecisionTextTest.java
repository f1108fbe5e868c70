package io.nextbest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.decision.Action;
import io.nextbest.contracts.decision.Decision;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionTextTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    @Test
    void tellsASendWithItsReasonsItsOddsAndWhatIsMissing() {
        var send = new Action(
                Action.SEND, "offer_discount", "R10", "C7", "email", Instant.parse("2011-12-11T08:30:00Z"), null, null);

        assertThat(DecisionText.of(decision(send), LONDON))
                .containsExactly(
                        "Customer 12347, Sat 2011-12-10 12:50 GMT: send content C7 with reward R10 by email,"
                                + " Sun 2011-12-11 08:30 GMT",
                        "  segment     Loyal (2), confidence 0.81",
                        "  prediction  buys within 90 days 0.71 (0.66 to 0.76)",
                        "  worth       2.60 GBP expected, because:",
                        "                   +4.10 GBP  uplift of R10 for loyal customers",
                        "                   -1.50 GBP  cost of R10",
                        "  not chosen  R25: daily budget has 3.00 GBP left (spend-limit)",
                        "  propensity  0.1050 = reward 0.700",
                        "  degraded    content-agent (TIMEOUT): default content of the segment",
                        "  models      segmentation standard@4, reward policy thompson@7",
                        "  took        83.0 ms: content-agent no answer",
                        "  decision    0197");
    }

    @Test
    void tellsAHoldWithItsRule() {
        var hold = Action.hold("consent", "No consent for marketing e-mail on record");

        assertThat(DecisionText.of(decision(hold), LONDON).getFirst())
                .isEqualTo("Customer 12347, Sat 2011-12-10 12:50 GMT: hold, by consent."
                        + " No consent for marketing e-mail on record");
    }

    private static Decision decision(Action action) {
        Map<String, Double> timings = new LinkedHashMap<>();
        timings.put("content-agent", null);
        timings.put("total", 83.0);
        return new Decision(
                "0197",
                "12347",
                Instant.parse("2011-12-10T12:50:00Z"),
                false,
                action,
                Map.of("reward", 0.7),
                0.105,
                Map.of("reward", "thompson@7"),
                Map.of("segmentation", "standard@4"),
                new Decision.SegmentRef(2, "Loyal", 0.81),
                List.of(new Decision.PredictionRef("buys_within_90_days", 0.71, 0.66, 0.76, 90)),
                new Money(2.60, "GBP"),
                List.of(
                        new Reason("uplift of R10 for loyal customers", 4.10, "GBP"),
                        new Reason("cost of R10", -1.50, "GBP")),
                List.of(new Rejection("R25", "spend-limit", "daily budget has 3.00 GBP left")),
                List.of(new Decision.Degradation("content-agent", "TIMEOUT", "default content of the segment")),
                timings);
    }
}
