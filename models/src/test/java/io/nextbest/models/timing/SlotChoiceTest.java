package io.nextbest.models.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlotChoiceTest {

    @Test
    void choosesEachHourAsOftenAsItsPropensitySays() {
        // shares 0.1, 0.2, 0.3 at sharpness 2: 1 : 4 : 9
        double[] shares = new double[24];
        Arrays.fill(shares, 0.4 / 21);
        shares[8] = 0.1;
        shares[9] = 0.2;
        shares[10] = 0.3;
        var random = new SplittableRandom(1);
        int[] chosen = new int[24];
        for (int i = 0; i < 100_000; i++) {
            var choice = SlotChoice.draw(shares, List.of(10, 8, 9), 2, random);
            assertThat(choice.propensity()).isCloseTo(Math.pow(shares[choice.hour()], 2) / 0.14, within(1e-12));
            chosen[choice.hour()]++;
        }
        assertThat(chosen[8] / 1e5).isCloseTo(1 / 14.0, within(0.005));
        assertThat(chosen[9] / 1e5).isCloseTo(4 / 14.0, within(0.005));
        assertThat(chosen[10] / 1e5).isCloseTo(9 / 14.0, within(0.005));
    }

    @Test
    void isTheSameForTheSameSeedWhateverTheOrderOfTheHours() {
        double[] shares = new double[24];
        Arrays.fill(shares, 1 / 24.0);

        for (long seed = 0; seed < 50; seed++) {
            assertThat(SlotChoice.draw(shares, List.of(1, 2, 3), 2, new SplittableRandom(seed)))
                    .isEqualTo(SlotChoice.draw(shares, List.of(3, 1, 2), 2, new SplittableRandom(seed)));
        }
    }

    @Test
    void keepsEvenTheRarestHourPossible() {
        double[] shares = new double[24];
        Arrays.fill(shares, 1e-14);
        shares[5] = 1 - 23e-14;

        var choice = SlotChoice.draw(shares, List.of(3), SlotChoice.MOST_SHARPNESS, new SplittableRandom(1));
        assertThat(choice).isEqualTo(new SlotChoice(3, 1));
        assertThat(Math.pow(shares[3] / shares[5], SlotChoice.MOST_SHARPNESS)).isPositive();
    }

    @Test
    void refusesAChoiceAmongNothing() {
        double[] shares = new double[24];
        Arrays.fill(shares, 1 / 24.0);
        var random = new SplittableRandom(1);

        assertThatIllegalArgumentException().isThrownBy(() -> SlotChoice.draw(shares, List.of(), 2, random));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotChoice.draw(shares, List.of(1), -1, random));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotChoice.draw(shares, List.of(1), Double.NaN, random));
        assertThatIllegalArgumentException().isThrownBy(() -> SlotChoice.draw(new double[24], List.of(1), 2, random));
    }
}
