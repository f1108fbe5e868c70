package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExperimentTest {

    /** 100,000 customers: one standard deviation of the share is 0.0007. */
    @Test
    void holdsOutTheShareThatWasAskedFor() {
        var experiment = new Experiment(0.05, "holdout-1");

        long heldOut = IntStream.range(0, 100_000)
                .filter(id -> experiment.holdsOut(Integer.toString(id)))
                .count();

        assertThat(heldOut).isBetween(4_720L, 5_280L);
    }

    @Test
    void drawsTheSameLotEveryTimeAndAnotherForAnotherSalt() {
        var first = new Experiment(0.5, "a");
        var second = new Experiment(0.5, "b");

        List<Boolean> a = draws(first);
        List<Boolean> b = draws(second);
        assertThat(a).isEqualTo(draws(new Experiment(0.5, "a")));
        assertThat(IntStream.range(0, 1000).filter(id -> a.get(id).equals(b.get(id))))
                .hasSizeBetween(420, 580);
    }

    @Test
    void leavesTheDemosCustomerIn() {
        assertThat(new Experiment(0.05, "holdout-1").holdsOut("12347")).isFalse();
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThat(new Experiment(0, "a").holdsOut("12347")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Experiment(Double.NaN, "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Experiment(1, "a"));
    }

    private static List<Boolean> draws(Experiment experiment) {
        return IntStream.range(0, 1000)
                .mapToObj(id -> experiment.holdsOut(Integer.toString(id)))
                .toList();
    }
}
