package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SegmentationConfigurationTest {

    @Test
    void oneStandardSegmentIsNoNumberOfSegmentsAndNotTheWordForLetTheDataSay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> standardClusters(1))
                .withMessage("segmentation.standard-clusters: must be 2 to 20, or 0 to let the data say, was 1.");
        assertThat(standardClusters(0).standardClusters()).isZero();
        assertThat(standardClusters(2).standardClusters()).isEqualTo(2);
    }

    private static SegmentationConfiguration standardClusters(int clusters) {
        return new SegmentationConfiguration("standard", "parity", 5, clusters, 26, 8, 42, 50, ZoneOffset.UTC);
    }
}
