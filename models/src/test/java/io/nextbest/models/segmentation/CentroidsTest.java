package io.nextbest.models.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import smile.math.MathEx;

class CentroidsTest {

    private static final Centroids THREE = new Centroids(new double[][] {{0, 0, 0}, {6, 0, 0}, {0, 0, 100}});

    @Test
    void splitsTheMarginExactlyIntoTheFiguresContributions() {
        // to the own centre (0,0,0): 1 + 4 + 4 = 9; to the second (6,0,0): 25 + 4 + 4 = 33; margin 24, from column 0
        var membership = THREE.assign(new double[] {1, 2, 2});

        assertThat(membership.cluster()).isZero();
        assertThat(membership.secondCluster()).isEqualTo(1);
        assertThat(membership.distance()).isEqualTo(3);
        assertThat(membership.confidence()).isCloseTo(1 - 3.0 / 5, within(1e-12));
        assertThat(membership.contributions()).containsExactly(24.0, 0.0, 0.0);
    }

    @Test
    void givesTheLowerNumberAtEqualDistanceAndAMarginOfZero() {
        var membership = THREE.assign(new double[] {3, 0, 0});

        assertThat(membership.cluster()).isZero();
        assertThat(membership.contributions()).containsExactly(0.0, 0.0, 0.0);
    }

    @Test
    void hasNoConfidenceLeftFiveDeviationsAway() {
        assertThat(THREE.assign(new double[] {2, 0, 0}).confidence(1)).isCloseTo(1 - 4.0 / 5, within(1e-12));
        assertThat(THREE.assign(new double[] {2, 0, 0}).confidence(2)).isZero();
        assertThat(THREE.assign(new double[] {0, 5, 0}).confidence()).isZero();
        assertThat(THREE.assign(new double[] {0, 50, 0}).confidence()).isZero();
        assertThat(THREE.assign(new double[] {0, 0, 0}).confidence()).isEqualTo(1);
    }

    @Test
    void findsTheThreeHeapsOfAHandMadePlaneAndNumbersThemBySize() {
        double[][] points = {{10, 10}, {0, 0}, {0, 1}, {1, 0}, {10, 11}, {-20, 5}};

        var centroids = Centroids.fit(points, 3, 20, 1);

        assertThat(centroids.centers()).hasDimensions(3, 2);
        assertThat(centroids.centers()[0]).containsExactly(new double[] {1.0 / 3, 1.0 / 3}, within(1e-12));
        assertThat(centroids.centers()[1]).containsExactly(new double[] {10, 10.5}, within(1e-12));
        assertThat(centroids.centers()[2]).containsExactly(-20, 5);
        // heap 1: (1/9+1/9) + 2 (1/9+4/9) = 12/9; heap 2: 2 (1/2)^2; heap 3: 0
        assertThat(centroids.inertia(points)).isCloseTo(12.0 / 9 + 0.5, within(1e-12));
    }

    /** Lloyd may stop at {0, 2, 5}, {8}, inertia 12.67: 5 is nearer to its mean, 2.33, than to 8. The best is 6.5. */
    @Test
    void movesAPointThatLloydsIterationsLeaveWhereItIs() {
        double[][] points = {{0}, {2}, {5}, {8}};

        for (int seed = 0; seed < 20; seed++) {
            assertThat(Centroids.fit(points, 2, 1, seed).inertia(points)).isCloseTo(6.5, within(1e-12));
        }
    }

    @Test
    void isAFixedPointEveryCentreIsTheMeanOfThePointsNearestToIt() {
        double[][] points = cloud(400);
        var centroids = Centroids.fit(points, 4, 10, 5);

        double[][] sums = new double[4][3];
        int[] sizes = new int[4];
        for (double[] point : points) {
            int own = centroids.assign(point).cluster();
            sizes[own]++;
            for (int j = 0; j < 3; j++) {
                sums[own][j] += point[j];
            }
        }
        for (int c = 0; c < 4; c++) {
            for (int j = 0; j < 3; j++) {
                assertThat(centroids.centers()[c][j]).isCloseTo(sums[c][j] / sizes[c], within(1e-12));
            }
        }
        assertThat(sizes).isSortedAccordingTo((a, b) -> b - a);
    }

    @Test
    void givesTheSameCentresForTheSameSeedFromEveryThreadAtOnce() throws Exception {
        double[][] points = cloud(300);
        var alone = Centroids.fit(points, 5, 3, 42).centers();

        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<double[][]>> fits = IntStream.range(0, 8)
                    .<Callable<double[][]>>mapToObj(
                            i -> () -> Centroids.fit(points, 5, 3, 42).centers())
                    .toList();
            for (var fit : threads.invokeAll(fits)) {
                assertThat(fit.get()).isDeepEqualTo(alone);
            }
        }
    }

    @Test
    void refusesFewerDifferentPointsThanClusters() {
        double[][] twoDifferent = {{1, 1}, {1, 1}, {2, 2}, {2, 2}};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Centroids.fit(twoDifferent, 3, 5, 1))
                .withMessageContaining("got 2");
        assertThat(Centroids.fit(twoDifferent, 2, 5, 1).inertia(twoDifferent)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAPointThatIsNotFinite(double figure) {
        assertThatIllegalArgumentException().isThrownBy(() -> THREE.assign(new double[] {0, figure, 0}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Centroids.fit(new double[][] {{1}, {2}, {figure}}, 2, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Centroids(new double[][] {{1}, {figure}}));
    }

    @Test
    void refusesOneClusterNoStartAndAPointOfAnotherLength() {
        double[][] points = {{1}, {2}, {3}};

        assertThatIllegalArgumentException().isThrownBy(() -> Centroids.fit(points, 1, 5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Centroids.fit(points, 2, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Centroids(new double[][] {{1}}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Centroids(new double[][] {{1}, {1, 2}}));
        assertThatIllegalArgumentException().isThrownBy(() -> THREE.assign(new double[] {1, 2}));
    }

    private static double[][] cloud(int points) {
        var random = new Random(7);
        return IntStream.range(0, points)
                .mapToObj(i -> new double[] {random.nextGaussian(), random.nextGaussian() * 3, random.nextDouble()})
                .toArray(double[][]::new);
    }

    /** Three heaps of 60, 30 and 10 %, in no order. */
    private static double[][] largeTable() {
        var random = new Random(4);
        return IntStream.range(0, 100_001)
                .mapToObj(i -> {
                    double heap = i % 10 < 6 ? 0 : i % 10 < 9 ? 10 : -20;
                    return new double[] {heap + random.nextGaussian(), heap / 2 + random.nextGaussian(), 3};
                })
                .toArray(double[][]::new);
    }

    @Test
    void fitsALargeTableByTheEngineToAPlaceWhereNoCentreMoves() throws Exception {
        double[][] points = largeTable();
        try (var other = Executors.newSingleThreadExecutor()) {
            Centroids fitted;
            Centroids plain;
            synchronized (MathEx.class) { // Smile's lock: who waits for it never answers
                fitted = other.submit(() -> Centroids.fit(points, 3, 4, 1)).get(2, TimeUnit.MINUTES);
                plain = other.submit(() -> PlainStarts.fit(points, 3, 4, 1)).get(2, TimeUnit.MINUTES);
            }

            assertThat(fitted.centers()[0]).containsExactly(new double[] {0, 0, 3}, within(0.05));
            assertThat(fitted.centers()[1]).containsExactly(new double[] {10, 5, 3}, within(0.05));
            assertThat(fitted.centers()[2]).containsExactly(new double[] {-20, -10, 3}, within(0.05));
            assertThat(plain.centers()).isDeepEqualTo(fitted.centers());
            double settled = Centroids.near(fitted.centers(), points).inertia(points);
            assertThat(fitted.inertia(points)).isCloseTo(settled, within(settled * 1e-9));
        }
    }

    @Test
    void refusesALargeTableAsASmallOne() {
        double[][] points = largeTable();
        points[77_777][1] = Double.NaN;
        double[][] twoDifferent = IntStream.range(0, 100_001)
                .mapToObj(i -> new double[] {i % 2, 1})
                .toArray(double[][]::new);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Centroids.fit(points, 3, 4, 1))
                .withMessageContaining("not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Centroids.fit(twoDifferent, 3, 4, 1))
                .withMessageContaining("3 clusters need as many different points");
        assertThat(Centroids.fit(twoDifferent, 2, 4, 1).inertia(twoDifferent)).isZero();
    }
}
