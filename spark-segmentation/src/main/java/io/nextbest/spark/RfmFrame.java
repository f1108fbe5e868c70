package io.nextbest.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.segmentation.SegmentationArtefact;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Recency, frequency and monetary of every customer, spread over Spark's workers.
 *
 * @param customers columns customer (text), recency (whole days), frequency (distinct invoices), monetary
 * @param firstAt wall time of the first kept row
 * @param lastAt wall time of the last; recency counts back from one day later
 */
record RfmFrame(Dataset<Row> customers, LocalDateTime firstAt, LocalDateTime lastAt) {

    /** @throws IllegalArgumentException if no row is kept */
    static RfmFrame of(Dataset<Row> kept) {
        Row ends = kept.agg(min("at"), max("at")).head();
        if (ends.isNullAt(0)) {
            throw new IllegalArgumentException(
                    "No row has a known customer and a quantity and price above 0: nothing to learn from.");
        }
        LocalDateTime first = ends.getAs(0);
        LocalDateTime last = ends.getAs(1);
        String reference = "timestamp_ntz'%s'".formatted(last.plusDays(1));
        Dataset<Row> customers = kept.groupBy("customer")
                .agg(
                        max("at").as("last_at"),
                        countDistinct("invoice").as("frequency"),
                        // exact until here: only the sum becomes a double
                        sum(expr("quantity * price")).cast("double").as("monetary"))
                .withColumn("recency", expr("timestampdiff(DAY, last_at, %s)".formatted(reference)))
                .select(col("customer"), col("recency").cast("long"), col("frequency"), col("monetary"));
        return new RfmFrame(customers, first, last);
    }

    Instant reference(ZoneId zone) {
        return lastAt.plusDays(1).atZone(zone).toInstant();
    }

    /** Kept, so that what follows does not sum the purchases up again. */
    RfmFrame persist() {
        return new RfmFrame(customers.persist(StorageLevel.MEMORY_AND_DISK()), firstAt, lastAt);
    }

    SegmentationArtefact.Data data(ZoneId zone) {
        return new SegmentationArtefact.Data(
                reference(zone),
                firstAt.atZone(zone).toInstant(),
                lastAt.atZone(zone).toInstant(),
                Math.toIntExact(customers.count()));
    }

    /** Every customer in order, a part of the table at a time. */
    Iterator<RfmTable.Row> inOrder() {
        Iterator<Row> rows = customers.orderBy("customer").toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public RfmTable.Row next() {
                return row(rows.next());
            }
        };
    }

    /** These rows on this machine; only where they are few. */
    static RfmTable collect(Dataset<Row> rows, Instant reference) {
        List<RfmTable.Row> here =
                rows.collectAsList().stream().map(RfmFrame::row).toList();
        return new RfmTable(reference, here);
    }

    static RfmTable.Row row(Row row) {
        return new RfmTable.Row(row.getString(0), new RfmFigures(row.getLong(1), row.getLong(2), row.getDouble(3)));
    }
}
