package io.nextbest.models.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void ofNothingIsTheUniformPrior() {
        var estimate = Estimate.ofShare(0, 0);

        assertThat(estimate.value()).isEqualTo(0.5);
        assertThat(estimate.low()).isCloseTo(0.025, within(1e-9));
        assertThat(estimate.high()).isCloseTo(0.975, within(1e-9));
    }

    @Test
    void ofOneHitInOneHasTheQuantilesOfASquareRoot() {
        // Beta(2, 1): P(share ≤ x) = x²
        var estimate = Estimate.ofShare(1, 1);

        assertThat(estimate.value()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(estimate.low()).isCloseTo(Math.sqrt(0.025), within(1e-9));
        assertThat(estimate.high()).isCloseTo(Math.sqrt(0.975), within(1e-9));
    }

    @Test
    void narrowsWithMoreTrials() {
        var few = Estimate.ofShare(3, 4);
        var many = Estimate.ofShare(300_000, 400_000);

        assertThat(many.high() - many.low()).isLessThan(0.003).isLessThan(few.high() - few.low());
    }

    @Test
    void refusesWhatIsNoShareOrNoInterval() {
        assertThatIllegalArgumentException().isThrownBy(() -> Estimate.ofShare(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Estimate.ofShare(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(0.5, 0.6, 0.7));
        assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(Double.NaN, 0, 1));
    }
}
