package io.nextbest.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.segmentation.SegmentationArtefact;
import io.nextbest.segmentation.StandardArtefact;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Chooses the number of segments on customers by lot, by the rule of the agent's own training. */
final class Prelude {

    private static final int DRAWN = 10_000;
    private static final Duration WINDOW = Duration.ofDays(7 * 26);

    private Prelude() {}

    /** So many customers by lot, all where there are no more; the same ones however the rows are spread. */
    static RfmTable draw(RfmFrame frame, ZoneId zone, long seed) {
        long customers = frame.customers().count();
        Dataset<Row> drawn = customers <= DRAWN
                ? frame.customers()
                : frame.customers()
                        .orderBy(xxhash64(lit(seed), col("customer")), col("customer"))
                        .limit(DRAWN);
        return RfmFrame.collect(drawn, frame.reference(zone));
    }

    /**
     * By what customers spent later, where the rows span twice the window; else by silhouette. An invoice counts whole
     * from its beginning.
     */
    static ClusterCount.Choice choose(Dataset<Row> kept, RfmFrame frame, ZoneId zone, long seed) {
        SegmentationArtefact.Data data = frame.data(zone);
        if (data.customers() < ClusterCount.LEAST_CUSTOMERS) {
            throw new IllegalArgumentException(
                    "%d customers say nothing of the number of segments; name rows of at least %d, or give --clusters."
                            .formatted(data.customers(), ClusterCount.LEAST_CUSTOMERS));
        }
        Instant asOf = StandardArtefact.triedAsOf(data, WINDOW);
        if (asOf == null) {
            return ClusterCount.choose(draw(frame, zone, seed), Features.LOG, seed);
        }
        Column cut = lit(LocalDateTime.ofInstant(asOf, zone));
        Dataset<Row> begun =
                kept.withColumn("begun", min("at").over(Window.partitionBy(col("customer"), col("invoice"))));
        Dataset<Row> before = begun.filter(col("begun").leq(cut)).withColumn("at", least(col("at"), cut));
        RfmTable then = draw(RfmFrame.of(before), zone, seed);
        Dataset<Row> drawn = kept.sparkSession()
                .createDataset(then.rows().stream().map(RfmTable.Row::customer).toList(), Encoders.STRING())
                .toDF("customer");
        Map<String, Double> later = new HashMap<>();
        begun.filter(col("begun").gt(cut))
                .join(drawn, "customer")
                .groupBy("customer")
                .agg(sum(col("quantity").multiply(col("price"))).cast("double"))
                .collectAsList()
                .forEach(row -> later.put(row.getString(0), row.getDouble(1)));
        return ClusterCount.choose(then, later, Features.LOG, seed);
    }
}
