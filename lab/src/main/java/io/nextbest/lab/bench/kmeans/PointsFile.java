package io.nextbest.lab.bench.kmeans;

import io.nextbest.models.clustering.KMeans;
import io.nextbest.models.clustering.Points;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Made-up customers in the shape of a shop's: exponential recency in whole days, a long-tailed whole number of
 * invoices, money that grows with it; standardised. Little-endian doubles, three a row, so that every library reads
 * the same.
 */
final class PointsFile {

    static final int COLUMNS = 3;
    static final int CLUSTERS = 5;
    private static final int ROWS_AT_A_TIME = 1 << 14;

    private PointsFile() {}

    /** Writes the points, and five centres to start from beside them as {@code .centers}. */
    static void write(Path file, int rows, long seed) throws IOException {
        double[][] columns = columns(rows, new SplittableRandom(seed));
        for (double[] column : columns) {
            standardise(column);
        }
        write(file, columns);
        int few = Math.min(rows, 20_000);
        Points sample = Points.ofColumns(
                Arrays.stream(columns).map(column -> Arrays.copyOf(column, few)).toArray(double[][]::new));
        double[][] centers =
                KMeans.fit(sample, new KMeans.Settings(CLUSTERS, 1, 1, 0, 7)).centers();
        double[][] turned = new double[COLUMNS][CLUSTERS];
        for (int c = 0; c < CLUSTERS; c++) {
            for (int j = 0; j < COLUMNS; j++) {
                turned[j][c] = centers[c][j];
            }
        }
        write(centersOf(file), turned);
    }

    static Path centersOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".centers");
    }

    private static double[][] columns(int rows, SplittableRandom random) {
        double[][] columns = new double[COLUMNS][rows];
        for (int i = 0; i < rows; i++) {
            double recency = Math.min(373, 1 + Math.floor(-92 * Math.log1p(-random.nextDouble())));
            double frequency = 1 + Math.floor(Math.exp(0.7 + 1.05 * random.nextGaussian()) * Math.exp(-recency / 400));
            columns[0][i] = recency;
            columns[1][i] = frequency;
            columns[2][i] = Math.round(100 * frequency * Math.exp(5.6 + 0.75 * random.nextGaussian())) / 100.0;
        }
        return columns;
    }

    private static void standardise(double[] column) {
        double mean = Arrays.stream(column).average().orElseThrow();
        double variance = Arrays.stream(column)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        double deviation = Math.sqrt(variance);
        Arrays.setAll(column, i -> (column[i] - mean) / deviation);
    }

    private static void write(Path file, double[][] columns) throws IOException {
        int rows = columns[0].length;
        var buffer = ByteBuffer.allocateDirect(ROWS_AT_A_TIME * COLUMNS * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (int i = 0; i < rows; ) {
                buffer.clear();
                for (; i < rows && buffer.hasRemaining(); i++) {
                    for (double[] column : columns) {
                        buffer.putDouble(column[i]);
                    }
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }

    /** Column by column. */
    static double[][] read(Path file) throws IOException {
        int rows = (int) (Files.size(file) / Double.BYTES / COLUMNS);
        double[][] columns = new double[COLUMNS][rows];
        read(file, columns);
        return columns;
    }

    /** Column by column, into arrays that are there. */
    static void read(Path file, double[][] columns) throws IOException {
        int rows = columns[0].length;
        var buffer = ByteBuffer.allocateDirect(ROWS_AT_A_TIME * COLUMNS * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file)) {
            for (int i = 0; i < rows; ) {
                buffer.clear();
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
                DoubleBuffer numbers = buffer.flip().asDoubleBuffer();
                for (; numbers.hasRemaining(); i++) {
                    for (double[] column : columns) {
                        column[i] = numbers.get();
                    }
                }
            }
        }
    }

    /** Row by row. */
    static double[][] rows(double[][] columns) {
        double[][] rows = new double[columns[0].length][columns.length];
        for (int j = 0; j < columns.length; j++) {
            for (int i = 0; i < rows.length; i++) {
                rows[i][j] = columns[j][i];
            }
        }
        return rows;
    }
}
