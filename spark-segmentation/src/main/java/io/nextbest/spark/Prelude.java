package io.nextbest.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.sum;

import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.RfmTable;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Chooses the number of segments on customers by lot, by the rule of the agent's own training. */
final class Prelude {

    private static final int DRAWN = 10_000;
    private static final Duration WINDOW = Duration.ofDays(7 * 26);

    private Prelude() {}

    /** So many customers by lot, all where there are no more. */
    static RfmTable draw(RfmFrame frame, ZoneId zone, long seed) {
        long customers = frame.customers().count();
        Dataset<Row> drawn = customers <= DRAWN
                ? frame.customers()
                : frame.customers().orderBy(rand(seed)).limit(DRAWN);
        return RfmFrame.collect(drawn, frame.reference(zone));
    }

    /** By what customers spent later, where the rows span twice the window; else by silhouette. */
    static ClusterCount.Choice choose(Dataset<Row> kept, RfmFrame frame, ZoneId zone, long seed) {
        LocalDateTime cut = frame.lastAt().minus(WINDOW);
        if (frame.firstAt().plus(WINDOW).isAfter(cut)) {
            return ClusterCount.choose(draw(frame, zone, seed), Features.LOG, seed);
        }
        RfmTable then = draw(RfmFrame.of(kept.filter(col("at").leq(lit(cut)))), zone, seed);
        Dataset<Row> drawn = kept.sparkSession()
                .createDataset(then.rows().stream().map(RfmTable.Row::customer).toList(), Encoders.STRING())
                .toDF("customer");
        Map<String, Double> later = new HashMap<>();
        kept.filter(col("at").gt(lit(cut)))
                .join(drawn, "customer")
                .groupBy("customer")
                .agg(sum(col("quantity").multiply(col("price"))).cast("double"))
                .collectAsList()
                .forEach(row -> later.put(row.getString(0), row.getDouble(1)));
        return ClusterCount.choose(then, later, Features.LOG, seed);
    }
}
