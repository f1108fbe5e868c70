package io.nextbest.models.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    @Test
    void neverDrawsAnArmWithoutAChance() {
        var random = new SplittableRandom(3);
        for (int draw = 0; draw < 1000; draw++) {
            assertThat(Choice.draw(new double[] {0, 1 - 1e-10, 0}, random).arm())
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesProbabilitiesThatAreNone() {
        var random = new SplittableRandom(3);
        assertThatThrownBy(() -> Choice.draw(new double[] {0.5, 0.4}, random)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> Choice.draw(new double[] {1.5, -0.5}, random)).hasMessageContaining("in [0, 1]");
        assertThatThrownBy(() -> Choice.draw(new double[] {Double.NaN, 1}, random))
                .hasMessageContaining("in [0, 1]");
        assertThatThrownBy(() -> Choice.draw(new double[] {}, random)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> new Choice(0, List.of(0.0, 1.0))).hasMessageContaining("without a chance");
        assertThatThrownBy(() -> new Choice(2, List.of(0.0, 1.0))).hasMessageContaining("index 2");
    }
}
