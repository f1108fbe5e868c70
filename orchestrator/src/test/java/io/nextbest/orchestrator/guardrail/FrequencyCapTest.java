package io.nextbest.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrequencyCapTest {

    private static final Instant NOON = Instant.parse("2011-12-10T12:00:00Z");
    private static final Action.Send SEND = new Action.Send("send_message", null, "C7", "email", NOON);

    private final FrequencyCap twoADay = new FrequencyCap(2, Duration.ofHours(24));

    @ParameterizedTest(name = "contacts {0} and {1} from the send: blocked {2}")
    @CsvSource({
        "-PT1H,  -PT2H,      true",
        "-PT1H,  -PT23H59M,  true",
        "-PT1H,  -PT24H,     false", // a whole window apart: no stretch holds both ends
        "PT0S,   -PT1H,      true", // the moment of the send itself counts
        "-PT25H, -PT26H,     false",
        "PT1H,   PT2H,       true", // planned before the new one was asked for
        "-PT12H, PT11H59M,   true", // one on each side, all three inside one day
        "-PT12H, PT12H,      false", // one on each side, but never three in one day
        "-PT23H, PT23H,      false",
        "PT24H,  PT25H,      false",
    })
    void looksAtEveryStretchThatHoldsTheSend(Duration first, Duration second, boolean blocked) {
        var standing = standing(List.of(NOON.plus(first), NOON.plus(second)));

        assertThat(twoADay.blocks(SEND, standing).isPresent()).isEqualTo(blocked);
    }

    @Test
    void saysHowManyContactsThereWere() {
        var hold = twoADay.blocks(SEND, standing(List.of(NOON.minusSeconds(60), NOON.minusSeconds(120))));

        assertThat(hold).contains(new Action.Hold("frequency-cap", "2 contacts in the last 24 h, 2 allowed"));
    }

    @Test
    void blocksWhereTheHistoryCannotBeRead() {
        var hold = twoADay.blocks(SEND, new Standing(Map.of("email", true), null, null));

        assertThat(hold).isPresent();
    }

    /** Sends are offered in random order of time; whatever the cap lets through never exceeds it in any stretch. */
    @Test
    void neverLetsMoreThanTheCapIntoAnyStretch() {
        var random = new SplittableRandom(7);
        var cap = new FrequencyCap(3, Duration.ofHours(24));
        List<Instant> sent = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Instant at = NOON.plusSeconds(random.nextInt(30 * 86_400));
            var send = new Action.Send("send_message", null, "C7", "email", at);
            if (cap.blocks(send, standing(sent)).isEmpty()) {
                sent.add(send.at());
            }
        }

        assertThat(sent)
                .hasSizeGreaterThan(30)
                .allSatisfy(start -> assertThat(sent.stream()
                                .filter(at -> !at.isBefore(start) && at.isBefore(start.plus(cap.window()))))
                        .hasSizeLessThanOrEqualTo(3));
    }

    @Test
    void refusesACapThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrequencyCap(0, Duration.ofHours(1)));
        Stream.of(Duration.ZERO, Duration.ofHours(-1))
                .forEach(window -> assertThatIllegalArgumentException().isThrownBy(() -> new FrequencyCap(1, window)));
    }

    private static Standing standing(List<Instant> contacts) {
        return new Standing(Map.of("email", true), null, contacts);
    }
}
