package io.nextbest.segmentation;

import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.RfmFigures;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Answers any number of rows, a chunk at a time: one question to the database per chunk, and no more in memory than
 * that chunk. All rows are answered by one version, as of one moment.
 */
@Singleton
class SegmentationBatch {

    private static final int CHUNK = 2_000;

    private final SegmentationStore store;
    private final SegmentationConfiguration configuration;

    SegmentationBatch(SegmentationStore store, SegmentationConfiguration configuration) {
        this.store = store;
        this.configuration = configuration;
    }

    /** Writes a line of JSON per row, in the order of the rows. */
    void answer(BatchRows rows, TrainedSegments trained, OutputStream out) throws IOException {
        Instant reference = store.findExtent()
                .map(extent -> trained.referenceAt(extent.newestAt(), configuration.timeZone()))
                .orElse(trained.reference());
        var prefixes = prefixes(trained);
        List<BatchRow> chunk = rows.next(CHUNK);
        while (!chunk.isEmpty()) {
            out.write(answer(chunk, trained, reference, prefixes));
            chunk = rows.next(CHUNK);
        }
    }

    /** What all rows of a segment say alike. */
    private static List<String> prefixes(TrainedSegments trained) {
        String model = ArtefactText.quoted(trained.label());
        List<String> names = trained.names();
        return names.stream()
                .map(name -> "\"segment_id\":%d,\"segment_name\":%s,\"model\":%s,\"confidence\":"
                        .formatted(names.indexOf(name), ArtefactText.quoted(name), model))
                .toList();
    }

    private byte[] answer(List<BatchRow> chunk, TrainedSegments trained, Instant reference, List<String> prefixes) {
        Map<String, Purchases> onRecord = onRecord(chunk);
        var lines = new StringBuilder(chunk.size() * 160);
        for (BatchRow row : chunk) {
            RfmFigures figures = row.figures();
            String error = row.error();
            Purchases purchases = row.customer() == null ? null : onRecord.get(row.customer());
            if (purchases != null) {
                figures = purchases.figures(reference, configuration.timeZone());
            } else if (row.customer() != null) {
                error = "no purchase of this customer is on record";
            }
            open(lines, row);
            if (figures != null) {
                write(lines, trained, figures, prefixes);
            } else {
                lines.append("\"row\":").append(row.number()).append(",\"error\":");
                lines.append(ArtefactText.quoted(Objects.requireNonNull(error)));
            }
            lines.append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void open(StringBuilder lines, BatchRow row) {
        lines.append('{');
        if (row.id() != null) {
            lines.append("\"id\":").append(row.id()).append(',');
        }
        if (row.customer() != null) {
            lines.append("\"customer_id\":").append(quoted(row.customer())).append(',');
        }
    }

    private static void write(StringBuilder lines, TrainedSegments trained, RfmFigures figures, List<String> prefixes) {
        Membership membership = trained.segments().assign(figures);
        lines.append(prefixes.get(membership.cluster())).append(trained.confidence(membership));
        lines.append(",\"distance_to_center\":").append(membership.distance());
        lines.append(",\"second_segment_id\":").append(membership.secondCluster());
    }

    private static String quoted(String id) {
        boolean plain = id.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z');
        return plain ? '"' + id + '"' : ArtefactText.quoted(id);
    }

    private Map<String, Purchases> onRecord(List<BatchRow> chunk) {
        List<String> customers =
                chunk.stream().map(BatchRow::customer).filter(Objects::nonNull).toList();
        if (customers.isEmpty()) {
            return Map.of();
        }
        Map<String, Purchases> found = HashMap.newHashMap(customers.size());
        for (Purchases purchases : store.listPurchases(customers)) {
            found.put(purchases.customer(), purchases);
        }
        return found;
    }
}
