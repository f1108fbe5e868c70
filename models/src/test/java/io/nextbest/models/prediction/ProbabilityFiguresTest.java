package io.nextbest.models.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProbabilityFiguresTest {

    @Test
    void equalsTheHandComputedExample() {
        // pairs (yes, no): 0.8>0.4, 0.8>0.1, 0.4=0.4 (half), 0.4>0.1: 3.5 of 4
        // squares: 0.04, 0.16, 0.36, 0.01: 0.57 of 4
        var figures =
                ProbabilityFigures.of(new double[] {0.8, 0.4, 0.4, 0.1}, new boolean[] {true, false, true, false});

        assertThat(figures.auc()).isEqualTo(3.5 / 4);
        assertThat(figures.brier()).isCloseTo(0.57 / 4, within(1e-12));
        assertThat(figures.rows()).isEqualTo(4);
    }

    @Test
    void ofAConstantIsChance() {
        var figures = ProbabilityFigures.of(new double[] {0.3, 0.3, 0.3}, new boolean[] {true, false, false});

        assertThat(figures.auc()).isEqualTo(0.5);
    }

    @Test
    void refusesWhatCannotBeJudged() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProbabilityFigures.of(new double[] {0.5}, new boolean[] {true}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProbabilityFigures.of(new double[] {0.5}, new boolean[] {true, false}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProbabilityFigures.of(new double[] {1.1, 0}, new boolean[] {true, false}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProbabilityFigures.of(new double[] {Double.NaN, 0}, new boolean[] {true, false}));
    }
}
