package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.orchestrator.event.EventStore.Placed;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatestFactsTest {

    private final LatestFacts facts = new LatestFacts();

    @Test
    void knowTheNewestEventOfEach() {
        facts.note(List.of(placed(1, "a"), placed(2, "b"), placed(3, "a"), placed(4, null)));

        assertThat(facts.of("a")).isEqualTo(3);
        assertThat(facts.of("b")).isEqualTo(2);
        assertThat(facts.of("c")).isZero();
    }

    @Test
    void forgetWhoHadNoEventForLongest() {
        facts.note(List.of(placed(1, "first"), placed(2, "second"), placed(3, "first")));
        facts.note(IntStream.rangeClosed(1, LatestFacts.MOST_CUSTOMERS - 1)
                .mapToObj(i -> placed(3 + i, "c" + i))
                .toList());

        assertThat(facts.of("second")).isZero();
        assertThat(facts.of("first")).isEqualTo(3);
        assertThat(facts.of("c1")).isEqualTo(4);
    }

    private static Placed placed(long seq, String customer) {
        return new Placed(seq, new Draft("purchase", "e" + seq, customer, Instant.EPOCH, new byte[0], null));
    }
}
