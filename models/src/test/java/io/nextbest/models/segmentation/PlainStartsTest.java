package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlainStartsTest {

    @Test
    void findsCentresThatStandApartWhateverTheSeedAndTheNumberOfColumns() {
        for (int columns = 1; columns <= 4; columns++) {
            double[][] points = clouds(columns);
            for (long seed = 0; seed < 20; seed++) {
                double[][] centers = PlainStarts.fit(points, 4, 10, seed).centers();
                for (int c = 0; c < 4; c++) {
                    assertThat(centers[c][0]).isCloseTo(100.0 * c, within(0.2));
                }
            }
        }
    }

    @Test
    void isNoWorseThanSmileOnACloudWithoutClusters() {
        SplittableRandom random = new SplittableRandom(9);
        double[][] points = new double[2_000][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {random.nextGaussian(), random.nextGaussian(), Math.exp(random.nextGaussian())};
        }
        double smile = Centroids.fit(points, 5, 50, 1).inertia(points);

        assertThat(PlainStarts.fit(points, 5, 30, 1).inertia(points)).isLessThanOrEqualTo(smile * 1.0005);
    }

    @Test
    void theSameSeedGivesTheSameCentres() {
        double[][] points = clouds(3);

        assertThat(PlainStarts.fit(points, 4, 5, 3).centers())
                .isDeepEqualTo(PlainStarts.fit(points, 4, 5, 3).centers());
    }

    @Test
    void fewerDifferentPointsThanClustersAreRefused() {
        double[][] points = {{1, 1}, {1, 1}, {2, 2}};

        assertThatThrownBy(() -> PlainStarts.fit(points, 3, 5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 clusters need as many different points, got 2");
        assertThatThrownBy(() -> PlainStarts.fit(new double[0][], 3, 5, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Four clouds about 0, 100, 200, 300 in the first column, the first with the most points. */
    private static double[][] clouds(int columns) {
        SplittableRandom random = new SplittableRandom(4);
        double[][] points = new double[1_000][columns];
        for (int i = 0; i < points.length; i++) {
            int cloud = i < 400 ? 0 : i < 700 ? 1 : i < 900 ? 2 : 3;
            for (int j = 0; j < columns; j++) {
                points[i][j] = random.nextGaussian() * 0.5 + (j == 0 ? 100 * cloud : 0);
            }
        }
        return points;
    }
}
