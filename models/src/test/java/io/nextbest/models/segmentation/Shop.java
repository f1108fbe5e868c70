package io.nextbest.models.segmentation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up customers in groups that overlap a little, drawn by a fixed seed. */
final class Shop {

    /** Typical recency, frequency and monetary of a group. */
    static final double[][] GROUPS = {{8, 18, 7000}, {20, 5, 1800}, {90, 3, 1000}, {250, 1, 200}, {20, 1.2, 250}};

    private Shop() {}

    static RfmTable customers(int count, double[][] groups, double spread, long seed) {
        var random = new SplittableRandom(seed);
        List<RfmTable.Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] group = groups[i % groups.length];
            rows.add(new RfmTable.Row(
                    "c%05d".formatted(i),
                    new RfmFigures(
                            Math.round(group[0] * Math.exp(spread * random.nextGaussian())),
                            Math.max(1, Math.round(group[1] * Math.exp(spread * random.nextGaussian()))),
                            group[2] * Math.exp(spread * random.nextGaussian()))));
        }
        return new RfmTable(Instant.parse("2011-12-10T12:50:00Z"), rows);
    }

    static RfmTable customers(int count) {
        return customers(count, GROUPS, 0.35, 7);
    }

    /** A model with centres at these figures, each of them being its only member. */
    static SegmentModel model(Features features, double[]... centers) {
        List<RfmTable.Row> rows = new ArrayList<>();
        for (int c = 0; c < centers.length; c++) {
            rows.add(new RfmTable.Row(
                    "c" + c, new RfmFigures((long) centers[c][0], (long) centers[c][1], centers[c][2])));
        }
        return model(new RfmTable(Instant.EPOCH, rows), features, centers);
    }

    /** A model with centres at these figures, on these customers. */
    static SegmentModel model(RfmTable table, Features features, double[]... centers) {
        double[] unit = {1, 1, 1};
        var scaling = new Scaling(new double[3], unit);
        double[][] seen = new double[centers.length][3];
        for (int c = 0; c < centers.length; c++) {
            for (int j = 0; j < 3; j++) {
                seen[c][j] = features.forward(centers[c][j]);
            }
        }
        return SegmentModel.of(table, features, scaling, new Centroids(seen));
    }
}
