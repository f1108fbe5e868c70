package io.nextbest.segmentation;

import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.History;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a trained model: four, named and shaped as the older service's training left them, or two of value
 * bands. Knows no framework, so that whoever trains writes the same. A file is whole or the one before: written beside
 * its place, then moved there.
 */
public final class ArtefactFiles {

    /** The whole model; the other three can be read without it. */
    public static final String MODEL = "kmeans_model.json";

    /** Means and deviations. */
    public static final String SCALER = "scaler.json";

    /** The segments in their own units, byte for byte as the older service printed them. */
    public static final String PROFILES = "segment_profiles.json";

    /** The customers that the model learned from. */
    public static final String TABLE = "rfm_table.csv";

    /** Value bands, whole, in place of the first three. */
    public static final String VALUE_MODEL = "value_model.json";

    /** The customers that value bands learned from, with what they are expected to bring. */
    public static final String VALUE_TABLE = "value_table.csv";

    static final List<String> NAMES = List.of(MODEL, SCALER, PROFILES, TABLE);

    private ArtefactFiles() {}

    /**
     * Writes the four files, the model last; makes the directory where there is none.
     *
     * @param table what the model was trained on
     * @throws UncheckedIOException if a file cannot be written
     */
    public static void write(Path directory, SegmentationArtefact artefact, RfmTable table) {
        write(directory, artefact, table.rows());
    }

    /** The same from rows that need not fit into memory. */
    public static void write(Path directory, SegmentationArtefact artefact, Iterable<RfmTable.Row> rows) {
        replace(directory.resolve(TABLE), file -> csv(file, rows));
        writeModel(directory, artefact);
    }

    /** Writes the two files of value bands, the model last. */
    public static void write(Path directory, ValueArtefact artefact, List<History> customers) {
        replace(directory.resolve(VALUE_TABLE), file -> valueTable(file, artefact, customers));
        writeModel(directory, artefact);
    }

    /** The files of such an artefact, the model last. */
    static List<String> names(Artefact artefact) {
        return switch (artefact) {
            case SegmentationArtefact segments -> List.of(TABLE, SCALER, PROFILES, MODEL);
            case ValueArtefact bands -> List.of(VALUE_TABLE, VALUE_MODEL);
        };
    }

    /** Writes the files that the artefact alone gives, the model last. */
    static void writeModel(Path directory, Artefact artefact) {
        if (artefact instanceof SegmentationArtefact segments) {
            replace(directory.resolve(SCALER), file -> file.write(scaler(segments)));
            replace(directory.resolve(PROFILES), file -> file.write(profiles(segments)));
        }
        replace(directory.resolve(names(artefact).getLast()), file -> file.write(artefact.text()));
    }

    /**
     * Reads the model from its directory.
     *
     * @throws IllegalArgumentException if the file holds no such model; the message names the file and what is wrong
     * @throws UncheckedIOException if there is no such file, or it cannot be read
     */
    public static SegmentationArtefact read(Path directory) {
        Path file = directory.resolve(MODEL);
        try {
            return ArtefactText.read(Files.readString(file));
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(file + ": is not text", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String scaler(SegmentationArtefact artefact) {
        var scaling = artefact.segments().scaling();
        return "{\"feature_names\":[\"%s\"],\"mean\":%s,\"scale\":%s}"
                .formatted(
                        String.join("\",\"", ArtefactText.FEATURES),
                        ArtefactText.array(scaling.means()),
                        ArtefactText.array(scaling.deviations()));
    }

    /** Two blanks a level, the name last: as Python's json.dump with indent=2 left it. */
    private static String profiles(SegmentationArtefact artefact) {
        var text = new StringBuilder("{\n");
        for (int c = 0; c < artefact.names().size(); c++) {
            text.append(c == 0 ? "" : ",\n").append("  \"").append(c).append("\": {\n");
            for (Map.Entry<String, Double> stat :
                    artefact.segments().profiles().get(c).stats().entrySet()) {
                text.append("    \"").append(stat.getKey()).append("\": ");
                text.append(ArtefactText.number(stat.getValue())).append(",\n");
            }
            text.append("    \"segment_name\": ")
                    .append(ArtefactText.quoted(artefact.names().get(c)));
            text.append("\n  }");
        }
        return text.append("\n}").toString();
    }

    private static void csv(Writer file, Iterable<RfmTable.Row> rows) throws IOException {
        file.write("CustomerID,Recency,Frequency,Monetary\n");
        var line = new StringBuilder();
        for (RfmTable.Row row : rows) {
            RfmFigures figures = row.figures();
            line.setLength(0);
            line.append(quoted(row.customer())).append(',').append(figures.recency());
            line.append(',').append(figures.frequency()).append(',').append(ArtefactText.number(figures.monetary()));
            file.append(line.append('\n'));
        }
    }

    private static void valueTable(Writer file, ValueArtefact artefact, List<History> customers) throws IOException {
        file.write("CustomerID,PurchaseDays,DaysSinceFirst,DaysSincePurchase,TypicalBasket,Probability,Purchases,"
                + "Score,Segment,SegmentName,Confidence\n");
        List<History> ordered = customers.stream()
                .sorted(Comparator.comparing(History::customer))
                .toList();
        for (History one : ordered) {
            BandMembership membership = artefact.bands().assign(one);
            String numbers = Stream.of(
                            one.meanBasket(), membership.probability(), membership.purchases(), membership.score())
                    .map(ArtefactText::number)
                    .collect(Collectors.joining(","));
            file.append(quoted(one.customer()))
                    .append(",%d,%d,%d,"
                            .formatted(
                                    one.purchases() + 1,
                                    Math.round(7 * one.observed()),
                                    Math.round(7 * (one.observed() - one.lastAfter()))))
                    .append(numbers)
                    .append(",%d,".formatted(membership.band()))
                    .append(quoted(artefact.names().get(membership.band())))
                    .append(',')
                    .append(ArtefactText.number(membership.confidence()))
                    .append('\n');
        }
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Puts a copy of a file in another's place. */
    static void copy(Path from, Path to) throws IOException {
        replaceOrThrow(to.toAbsolutePath(), file -> Files.copy(from, file));
    }

    private interface Content {
        void write(Writer file) throws IOException;
    }

    private interface Bytes {
        void write(OutputStream file) throws IOException;
    }

    private static void replace(Path file, Content content) {
        try {
            replaceOrThrow(file.toAbsolutePath(), bytes -> {
                var writer = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 16);
                content.write(writer);
                writer.flush();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replaceOrThrow(Path file, Bytes content) throws IOException {
        Files.createDirectories(file.getParent());
        // not a temporary file of the JDK's, which only its owner may read
        Path beside = file.resolveSibling("%s.%d-%d.part"
                .formatted(file.getFileName(), ProcessHandle.current().pid(), System.nanoTime()));
        try {
            try (var channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                content.write(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
