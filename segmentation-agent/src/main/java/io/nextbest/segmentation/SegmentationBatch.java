package io.nextbest.segmentation;

import io.nextbest.segmentation.Trained.Customer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers any number of rows, a chunk at a time: one question to the database per chunk, and no more in memory than
 * that chunk. All rows are answered by one version, as of one moment.
 */
@Singleton
class SegmentationBatch {

    private static final int CHUNK = 2_000;

    private final Customers customers;

    SegmentationBatch(Customers customers) {
        this.customers = customers;
    }

    /** Writes a line of JSON per row, in the order of the rows. */
    void answer(BatchRows rows, Trained trained, OutputStream out) throws IOException {
        Instant reference = customers.referenceNow(trained);
        var prefixes = prefixes(trained);
        List<BatchRow> chunk = rows.next(CHUNK);
        while (!chunk.isEmpty()) {
            out.write(answer(chunk, trained, reference, prefixes));
            chunk = rows.next(CHUNK);
        }
    }

    /** What all rows of a segment say alike. */
    private static List<String> prefixes(Trained trained) {
        String model = ArtefactText.quoted(trained.label());
        return IntStream.range(0, trained.names().size())
                .mapToObj(segment -> "\"segment_id\":%d,\"segment_name\":%s,\"model\":%s,\"confidence\":"
                        .formatted(segment, ArtefactText.quoted(trained.name(segment)), model))
                .toList();
    }

    private byte[] answer(List<BatchRow> chunk, Trained trained, Instant reference, List<String> prefixes) {
        List<String> ids =
                chunk.stream().map(BatchRow::customer).filter(Objects::nonNull).toList();
        Map<String, Customer> onRecord = customers.find(ids, trained, reference);
        var lines = new StringBuilder(chunk.size() * 160);
        for (BatchRow row : chunk) {
            Customer customer = row.customer() == null ? given(row, trained) : onRecord.get(row.customer());
            open(lines, row);
            if (customer != null) {
                write(lines, trained.assign(customer), prefixes);
            } else {
                lines.append("\"row\":").append(row.number()).append(",\"error\":");
                lines.append(ArtefactText.quoted(error(row)));
            }
            lines.append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Null for a row without figures, and where figures are not what the version judges by. */
    private static @Nullable Customer given(BatchRow row, Trained trained) {
        return row.figures() == null || trained.readsDays() ? null : new Customer("", row.figures(), null);
    }

    private static String error(BatchRow row) {
        if (row.customer() != null) {
            return "no purchase of this customer is on record";
        }
        return row.figures() != null ? TrainedBands.NEEDS_DAYS : Objects.requireNonNull(row.error());
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

    private static void write(StringBuilder lines, Trained.Assigned assigned, List<String> prefixes) {
        lines.append(prefixes.get(assigned.segment())).append(assigned.confidence());
        lines.append(",\"distance_to_center\":").append(assigned.distance());
        lines.append(",\"second_segment_id\":").append(assigned.second());
    }

    private static String quoted(String id) {
        boolean plain = id.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z');
        return plain ? '"' + id + '"' : ArtefactText.quoted(id);
    }
}
