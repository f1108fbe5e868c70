package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionIdsTest {

    private final DecisionIds ids = new DecisionIds(new SplittableRandom(1));

    @Test
    void areVersionSevenAndSayWhen() {
        UUID id = UUID.fromString(ids.next(Said.NOON));

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(Said.NOON.toEpochMilli());
    }

    @Test
    void sortByTimeAndNeverRepeat() {
        assertThat(ids.next(Said.NOON)).isLessThan(ids.next(Said.NOON.plusMillis(1)));
        assertThat(IntStream.range(0, 10_000).mapToObj(_ -> ids.next(Said.NOON)))
                .doesNotHaveDuplicates();
    }

    @Test
    void giveEveryAgentASeedOfItsOwn() {
        String id = ids.next(Said.NOON);

        assertThat(Seed.of(id, Answers.REWARD)).isNotEqualTo(Seed.of(id, Answers.CONTENT));
        assertThat(Seed.of(id, Answers.REWARD)).isEqualTo(Seed.of(id, Answers.REWARD));
    }
}
