package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingTest {

    @Test
    void equalsTheHandComputedExample() {
        // column 1: mean (1+3+5)/3 = 3, population variance (4+0+4)/3; column 2: mean 20, variance (100+100+400)/3
        var scaling = Scaling.fit(new double[][] {{1, 10}, {3, 10}, {5, 40}});

        assertThat(scaling.means()).containsExactly(new double[] {3, 20}, within(1e-12));
        assertThat(scaling.deviations())
                .containsExactly(new double[] {Math.sqrt(8.0 / 3), Math.sqrt(600.0 / 3)}, within(1e-12));
        assertThat(scaling.apply(new double[] {5, 0}))
                .containsExactly(new double[] {2 / Math.sqrt(8.0 / 3), -20 / Math.sqrt(200)}, within(1e-12));
    }

    @Test
    void onlyCentresAColumnWithoutVariation() {
        var scaling = Scaling.fit(new double[][] {{0.1, 1}, {0.1, 2}, {0.1, 3}});

        assertThat(scaling.deviations()[0]).isEqualTo(1);
        assertThat(scaling.apply(new double[] {2.1, 2})).containsExactly(new double[] {2, 0}, within(1e-12));
    }

    @Test
    void givesEveryColumnMeanZeroAndVarianceOne() {
        double[][] rows = new double[500][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i * i, 1e9 + 7 * i};
        }
        var scaling = Scaling.fit(rows);

        for (int j = 0; j < 2; j++) {
            double sum = 0;
            double squares = 0;
            for (double[] row : rows) {
                double z = scaling.apply(row)[j];
                sum += z;
                squares += z * z;
            }
            assertThat(sum / rows.length).isCloseTo(0, within(1e-8));
            assertThat(squares / rows.length).isCloseTo(1, within(1e-8));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesAFigureThatIsNotFinite(double figure) {
        var scaling = new Scaling(new double[] {0}, new double[] {1});

        assertThatIllegalArgumentException().isThrownBy(() -> scaling.apply(new double[] {figure}));
        assertThatIllegalArgumentException().isThrownBy(() -> Scaling.fit(new double[][] {{1}, {figure}}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Scaling(new double[] {figure}, new double[] {1}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Scaling(new double[] {1}, new double[] {figure}));
    }

    @Test
    void refusesNoRowsUnequalRowsAndADeviationOfZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> Scaling.fit(new double[0][]));
        assertThatIllegalArgumentException().isThrownBy(() -> Scaling.fit(new double[][] {{1, 2}, {1}}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Scaling(new double[] {1}, new double[] {0}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Scaling(new double[] {1}, new double[] {1, 1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Scaling(new double[] {1}, new double[] {1}).apply(new double[] {1, 2}));
    }
}
