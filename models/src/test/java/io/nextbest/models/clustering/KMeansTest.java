package io.nextbest.models.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.nextbest.models.clustering.KMeans.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KMeansTest {

    private static final int ENOUGH = 1_000;

    /** So many points around each of five centres, with long tails. */
    private static double[][] rows(int count, int dimensions, long seed) {
        var random = new SplittableRandom(seed);
        double[][] rows = new double[count][dimensions];
        for (double[] row : rows) {
            int around = random.nextInt(5);
            for (int j = 0; j < dimensions; j++) {
                row[j] = (around * (j + 1) % 5) * 2 + Math.exp(random.nextGaussian()) / 2;
            }
        }
        return rows;
    }

    private static double[][] lloyd(double[][] rows, double[][] start, int iterations) {
        double[][] centers = start;
        for (int iteration = 0; iteration < iterations; iteration++) {
            double[][] sums = new double[centers.length][rows[0].length];
            int[] members = new int[centers.length];
            for (double[] row : rows) {
                int own = nearest(centers, row);
                members[own]++;
                for (int j = 0; j < row.length; j++) {
                    sums[own][j] += row[j];
                }
            }
            for (int c = 0; c < sums.length; c++) {
                for (int j = 0; j < sums[c].length; j++) {
                    sums[c][j] /= members[c];
                }
            }
            centers = sums;
        }
        return centers;
    }

    private static int nearest(double[][] centers, double[] row) {
        int nearest = 0;
        for (int c = 1; c < centers.length; c++) {
            if (distance(centers[c], row) < distance(centers[nearest], row)) {
                nearest = c;
            }
        }
        return nearest;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }

    private static double inertia(double[][] rows, double[][] centers) {
        return Arrays.stream(rows)
                .mapToDouble(row -> distance(centers[nearest(centers, row)], row))
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"7,1,2", "8,3,2", "1000,1,3", "1025,2,4", "5000,3,1", "5000,3,5", "5003,3,6", "70001,5,5", "140000,3,8"
    })
    void iteratesAsAPlainLoopDoes(int count, int dimensions, int clusters) {
        double[][] rows = rows(count, dimensions, 3);
        double[][] start = Arrays.copyOf(rows, clusters);
        double[][] expected = lloyd(rows, start, 6);

        var fit = KMeans.from(Points.of(rows), start, new Settings(clusters, 1, 6, 0, 0));

        assertThat(fit.inertia()).isCloseTo(inertia(rows, expected), within(fit.inertia() * 1e-9));
        for (int c = 0; c < clusters; c++) {
            assertThat(fit.centers()[c]).containsExactly(expected[c], within(1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "70001,3,5",
        "5003,2,4",
        "300000,3,8",
        "3,3,2",
        "40000,6,3",
        "9001,3,1",
        "9001,3,2",
        "9001,3,3",
        "9001,3,4",
        "9001,3,6",
        "9001,3,7",
        "9001,3,11",
        "1,1,1",
        "2049,16,9"
    })
    void needsNeitherVectorModuleNorBoxesForTheSameAnswer(int count, int dimensions, int clusters) {
        Points points = Points.of(rows(count, dimensions, 3));
        double[] start = points.sample(clusters, new SplittableRandom(1)).columns()[0];
        double[] centers = new double[clusters * dimensions];
        for (int c = 0; c < clusters; c++) {
            Arrays.fill(centers, c * dimensions, (c + 1) * dimensions, start[c]);
        }
        var settings = new Settings(clusters, 1, 5, 0, 0);

        var vector = new Lloyd(points, settings, new WholeTable(points, VectorPass::new)).run(centers);
        var plain = new Lloyd(points, settings, new WholeTable(points, PlainPass::new)).run(centers);
        var boxes = new Lloyd(points, settings, new Boxes(points, VectorPass::new)).run(centers);
        var plainBoxes = new Lloyd(points, settings, new Boxes(points, PlainPass::new)).run(centers);

        assertThat(vector.centers()).containsExactly(plain.centers(), within(1e-9));
        assertThat(boxes.centers()).containsExactly(plain.centers(), within(1e-9));
        assertThat(plainBoxes.centers()).containsExactly(plain.centers(), within(1e-9));
        assertThat(boxes.inertia()).isCloseTo(plain.inertia(), within(plain.inertia() * 1e-12));
        assertThat(vector.inertia()).isCloseTo(plain.inertia(), within(plain.inertia() * 1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1,2", "3,2", "3,3", "3,5", "3,7", "5,4"})
    void theLowerNumberWinsAtEqualDistance(int dimensions, int clusters) {
        double[][] rows = new double[4_100][dimensions];
        double[] centers = new double[clusters * dimensions]; // twice the same, all others far away
        for (int c = 0; c < clusters; c++) {
            Arrays.fill(centers, c * dimensions, (c + 1) * dimensions, c < clusters - 2 ? 1e3 + c : 2);
        }
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(rows[i], i % 3);
        }
        Points points = Points.of(rows);
        double all = Arrays.stream(rows).mapToDouble(row -> row[0]).sum();
        double[] expected = new double[clusters * (dimensions + 1)];
        Arrays.fill(expected, (clusters - 2) * (dimensions + 1), (clusters - 1) * (dimensions + 1), all);
        expected[(clusters - 1) * (dimensions + 1) - 1] = rows.length;

        for (Pass.Maker maker : List.<Pass.Maker>of(VectorPass::new, PlainPass::new)) {
            assertThat(new WholeTable(points, maker).sums(centers)).containsExactly(expected);
            assertThat(new Boxes(points, maker).sums(centers)).containsExactly(expected);
        }
    }

    @Test
    void tellsDistancesApartThatDifferByTheLeastDouble() {
        double[][] rows = new double[600][1];
        for (double[] row : rows) {
            row[0] = 3e-162; // its square is a few of the smallest doubles there are
        }
        Points points = Points.of(rows);

        double[] sums = new WholeTable(points, PlainPass::new).sums(new double[] {0, 1e-162});

        assertThat(sums[1]).isZero();
        assertThat(sums[3]).isEqualTo(600);
    }

    @Test
    void theNumberOfCoresDoesNotChangeADigit() throws Exception {
        Points points = Points.of(rows(200_000, 3, 5));
        var settings = new Settings(5, 3, ENOUGH, 0, 9);
        try (var one = new ForkJoinPool(1);
                var four = new ForkJoinPool(4)) {
            var alone = one.submit(() -> KMeans.fit(points, settings)).get();
            var together = four.submit(() -> KMeans.fit(points, settings)).get();
            assertThat(together.centers()).isDeepEqualTo(alone.centers());
            assertThat(together.inertia()).isEqualTo(alone.inertia());
        }
    }

    @Test
    void standsWhereNoCentreMovesAndSaysTheInertiaOfAllPoints() {
        double[][] rows = rows(150_000, 3, 11);

        var fit = KMeans.fit(Points.of(rows), new Settings(5, 10, ENOUGH, 0, 42));

        assertThat(lloyd(rows, fit.centers(), 1)).isDeepEqualTo(lloyd(rows, lloyd(rows, fit.centers(), 1), 1));
        assertThat(fit.inertia()).isCloseTo(inertia(rows, fit.centers()), within(fit.inertia() * 1e-9));
        assertThat(fit.iterations()).isBetween(1, ENOUGH - 1);
        assertThat(fit.runs()).isBetween(1, 10);
        assertThat(KMeans.inertia(Points.of(rows), fit.centers())).isEqualTo(fit.inertia());
    }

    @Test
    void movesAnEmptyClusterToTheFarthestPoint() {
        double[][] rows = {{0}, {1}, {2}, {3}, {50}};

        var fit = KMeans.from(Points.of(rows), new double[][] {{1}, {1_000}}, new Settings(2, 1, 10, 0, 0));

        assertThat(fit.centers()).isDeepEqualTo(new double[][] {{1.5}, {50}});
        assertThat(fit.inertia()).isCloseTo(5, within(1e-12));
    }

    @Test
    void boxesHoldEqualPointsToo() {
        double[][] rows = new double[20_000][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {i % 2, 7};
        }
        Points points = Points.of(rows);

        double[] sums = new Boxes(points, Pass.fastest(points)).sums(new double[] {0.1, 7, 0.9, 7});

        assertThat(sums).containsExactly(0, 70_000, 10_000, 10_000, 70_000, 10_000);
    }

    /** Box by box the sums must be those of the points, wherever the boxes end within a vector. */
    @ParameterizedTest
    @CsvSource({"70001,3,5", "70001,3,2", "140003,3,5", "129,3,4", "127,3,5", "9,3,3", "20000,2,5", "70001,3,9"})
    void sortingPointsThatWereHandedOverKeepsEveryPoint(int count, int dimensions, int clusters) {
        double[][] rows = rows(count, dimensions, 17);
        Points points = Points.of(rows);
        double[] centers =
                Arrays.stream(rows, 0, clusters).flatMapToDouble(Arrays::stream).toArray();
        double[] expected = new WholeTable(Points.of(rows), PlainPass::new).sums(centers);

        for (Pass.Maker maker : List.<Pass.Maker>of(VectorPass::new, PlainPass::new)) {
            assertThat(new Boxes(points.handedOver(), maker).sums(centers))
                    .containsExactly(expected, within(1e-9 * count));
        }

        assertThat(rowsOf(points).sorted().toList())
                .isEqualTo(Arrays.stream(rows).map(Arrays::toString).sorted().toList());
    }

    @Test
    void sortsACopyOfPointsThatWereNotHandedOver() {
        double[][] rows = rows(140_003, 3, 17);
        Points points = Points.of(rows);

        var fit = KMeans.fit(points, new Settings(5, 10, ENOUGH, 0, 3));
        KMeans.sorted(points);

        assertThat(rowsOf(points).toList())
                .isEqualTo(Arrays.stream(rows).map(Arrays::toString).toList());
        assertThat(KMeans.fit(points.handedOver(), new Settings(5, 10, ENOUGH, 0, 3))
                        .centers())
                .isDeepEqualTo(fit.centers());
    }

    private static Stream<String> rowsOf(Points points) {
        return IntStream.range(0, points.size()).mapToObj(points::point).map(Arrays::toString);
    }

    @Test
    void aToleranceEndsItSooner() {
        Points points = Points.of(rows(20_000, 3, 11));

        var loose = KMeans.fit(points, new Settings(5, 1, ENOUGH, 1e-2, 42));
        var exact = KMeans.fit(points, new Settings(5, 1, ENOUGH, 0, 42));

        assertThat(loose.iterations()).isLessThan(exact.iterations());
        assertThat(exact.inertia()).isLessThanOrEqualTo(loose.inertia());
    }

    @Test
    void refusesWhatCannotBeClustered() {
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(new double[][] {{1}, {Double.NaN}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(new double[][] {{1}, {1, 2}}));
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(new double[0][]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Settings(0, 1, 1, 0, 0));
        Points equal = Points.of(new double[][] {{1, 2}, {1, 2}, {1, 2}});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KMeans.fit(equal, new Settings(2, 1, 10, 0, 0)))
                .withMessageContaining("2 clusters need as many different points");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KMeans.from(equal, new double[][] {{1}}, new Settings(1, 1, 1, 0, 0)));
        assertThat(KMeans.fit(equal, new Settings(1, 1, 10, 0, 0)).inertia()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesCentresThatAreNoPlaces(double bad) {
        Points points = Points.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
        var settings = new Settings(2, 1, 10, 0, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> KMeans.from(points, new double[][] {{1, 2}, {bad, 0}}, settings))
                .withMessageContaining("not finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KMeans.inertia(points, new double[][] {{bad, 0}}))
                .withMessageContaining("not finite");
        assertThatIllegalArgumentException().isThrownBy(() -> KMeans.from(points, new double[0][], settings));
        assertThatIllegalArgumentException().isThrownBy(() -> KMeans.inertia(points, new double[][] {{1}}));
        var sorted = KMeans.sorted(points);
        assertThatIllegalArgumentException().isThrownBy(() -> sorted.from(new double[][] {{bad, 0}}, settings));
        assertThatIllegalArgumentException().isThrownBy(() -> sorted.from(new double[][] {{1}}, settings));
    }
}
