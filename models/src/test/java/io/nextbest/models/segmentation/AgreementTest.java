package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgreementTest {

    @Test
    void computesTheIndexOfAHandMadeExample() {
        // pairs together in both 2; rows C(3,2)+C(3,2)=6, columns 1+1+1=3, of C(6,2)=15: (2-18/15)/(4.5-18/15)
        double index = Agreement.adjustedRandIndex(new int[] {0, 0, 0, 1, 1, 1}, new int[] {0, 0, 1, 1, 2, 2});

        assertThat(index).isCloseTo((2 - 1.2) / (4.5 - 1.2), within(1e-12));
    }

    @Test
    void doesNotCareWhichNumbersTheGroupsHave() {
        var random = new SplittableRandom(1);
        int[] one = random.ints(300, 0, 4).toArray();
        int[] other = random.ints(300, 0, 5).toArray();
        int[] renamed = IntStream.of(other).map(group -> (group + 2) % 5).toArray();

        double index = Agreement.adjustedRandIndex(one, other);

        assertThat(Agreement.adjustedRandIndex(one, renamed)).isCloseTo(index, within(1e-12));
        assertThat(Agreement.adjustedRandIndex(other, one)).isCloseTo(index, within(1e-12));
        assertThat(index).isCloseTo(0, within(0.03));
        assertThat(Agreement.adjustedRandIndex(other, renamed)).isEqualTo(1);
    }

    @Test
    void callsOneGroupForEverybodyTheSameGroups() {
        assertThat(Agreement.adjustedRandIndex(new int[] {0, 0}, new int[] {0, 0}))
                .isEqualTo(1);
        assertThat(Agreement.adjustedRandIndex(new int[] {0}, new int[] {0})).isEqualTo(1);
    }

    @Test
    void refusesNobodyAndUnequalLengthsAndNegativeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> Agreement.adjustedRandIndex(new int[0], new int[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Agreement.adjustedRandIndex(new int[1], new int[2]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agreement.adjustedRandIndex(new int[] {-1}, new int[] {0}));
    }
}
