package io.nextbest.peers;

import elki.clustering.kmeans.KMeans;
import elki.clustering.kmeans.initialization.KMeansInitialization;
import elki.clustering.kmeans.initialization.KMeansPlusPlus;
import elki.clustering.kmeans.initialization.Predefined;
import elki.clustering.kmeans.parallel.ParallelLloydKMeans;
import elki.data.Cluster;
import elki.data.Clustering;
import elki.data.DoubleVector;
import elki.data.NumberVector;
import elki.data.model.KMeansModel;
import elki.data.type.TypeUtil;
import elki.database.StaticArrayDatabase;
import elki.database.relation.Relation;
import elki.datasource.ArrayAdapterDatabaseConnection;
import elki.distance.minkowski.SquaredEuclideanDistance;
import elki.utilities.random.RandomFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * ELKI's ParallelLloydKMeans on a file of points. Prints {@code fit SECONDS} for each fit, then {@code centers} and
 * {@code peak MIB}.
 */
public final class ElkiKMeans {

    private static final int CLUSTERS = 5;
    private static final int COLUMNS = 3;

    private ElkiKMeans() {}

    /** @param args file, {@code fixed} or {@code one}, number of fits */
    public static void main(String[] args) throws IOException {
        double[][] points = read(Path.of(args[0]));
        double[][] start = read(Path.of(args[0] + ".centers"));
        boolean fixed = args[1].equals("fixed");
        var few = relation(Arrays.copyOf(points, Math.min(points.length, 100_000)));
        for (int i = 0; i < 10; i++) {
            fit(few, start, fixed);
        }
        Relation<NumberVector> all = relation(points);
        double[][] centers = start;
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            long before = System.nanoTime();
            Clustering<KMeansModel> found = fit(all, start, fixed);
            System.out.println("fit " + (System.nanoTime() - before) / 1e9);
            centers = found.getAllClusters().stream()
                    .map(Cluster::getModel)
                    .map(KMeansModel::getMean)
                    .toArray(double[][]::new);
        }
        System.out.println("centers "
                + Arrays.stream(centers)
                        .flatMapToDouble(Arrays::stream)
                        .mapToObj(Double::toString)
                        .collect(Collectors.joining(" ")));
        System.out.println("peak " + peak());
    }

    private static Clustering<KMeansModel> fit(Relation<NumberVector> points, double[][] start, boolean fixed) {
        KMeansInitialization seeding = fixed ? new Predefined(start) : new KMeansPlusPlus<>(RandomFactory.get(42L));
        KMeans<NumberVector, KMeansModel> lloyd =
                new ParallelLloydKMeans<>(SquaredEuclideanDistance.STATIC, CLUSTERS, fixed ? 20 : 0, seeding);
        return lloyd.run(points);
    }

    private static Relation<NumberVector> relation(double[][] points) {
        var database = new StaticArrayDatabase(new ArrayAdapterDatabaseConnection(points), null);
        database.initialize();
        Relation<DoubleVector> relation = database.getRelation(TypeUtil.DOUBLE_VECTOR_FIELD);
        @SuppressWarnings("unchecked")
        var numbers = (Relation<NumberVector>) (Relation<?>) relation;
        return numbers;
    }

    private static double[][] read(Path file) throws IOException {
        double[][] rows = new double[(int) (Files.size(file) / Double.BYTES / COLUMNS)][COLUMNS];
        var buffer = ByteBuffer.allocateDirect(COLUMNS * Double.BYTES << 14).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file)) {
            int row = 0;
            while (row < rows.length) {
                buffer.clear();
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
                DoubleBuffer numbers = buffer.flip().asDoubleBuffer();
                for (; numbers.hasRemaining(); row++) {
                    numbers.get(rows[row]);
                }
            }
        }
        return rows;
    }

    private static double peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
