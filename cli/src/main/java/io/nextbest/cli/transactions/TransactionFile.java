package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A shop's file whose columns are understood: gives the events that its rows become. */
public final class TransactionFile implements Closeable {

    private static final int EVENTS_PER_CHUNK = 20_000;

    private final ImportSettings settings;
    private final String digest;
    private final TableFile table;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private Set<String> buyers = Set.of();
    private long rows;
    private long events;

    /** A sheet and what its columns mean. */
    private record Part(TableFile.Sheet sheet, Layout.Match match) {}

    private TransactionFile(ImportSettings settings, String digest, TableFile table) {
        this.settings = settings;
        this.digest = digest;
        this.table = table;
        for (TableFile.Sheet sheet : table.sheets()) {
            Optional<Layout.Match> match = Layout.findIn(sheet.header());
            if (match.isPresent()) {
                parts.add(new Part(sheet, match.get()));
            } else {
                skipped.add(sheet.name());
            }
        }
        if (parts.isEmpty()) {
            throw nothingKnown(
                    settings.file(),
                    table.sheets().isEmpty()
                            ? List.of()
                            : table.sheets().getFirst().header());
        }
    }

    /** Opens the file and finds its columns, or refuses it in one sentence. */
    public static TransactionFile open(ImportSettings settings) {
        TableFile table = TableFiles.open(settings.file(), settings.charset());
        try {
            return new TransactionFile(settings, digest(settings.file()), table);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    /** Why a file whose first sheet starts so is not a shop's. */
    private static CommandFailure nothingKnown(Path file, List<String> header) {
        if (header.isEmpty()) {
            return new CommandFailure("%s has no rows; its first row must name the columns.".formatted(file));
        }
        String found = String.join(", ", header);
        return new CommandFailure("%s lacks the columns %s; its first row holds: %s."
                .formatted(
                        file,
                        Layout.missingFrom(header),
                        found.length() <= 200 ? found : found.substring(0, 200) + "…"));
    }

    /** SHA-256 of the file's bytes, hexadecimal: what makes the same file the same import. */
    public String digest() {
        return digest;
    }

    /**
     * Names this import to the log: the file's digest, mixed with how it is read where that is not the usual way. A
     * file read anew with a better date format is a new import; its rows keep their event ids all the same.
     */
    public String importDigest() {
        String reading = settings.reading();
        return reading.isEmpty()
                ? digest
                : HexFormat.of().formatHex(sha256().digest((digest + reading).getBytes(StandardCharsets.UTF_8)));
    }

    public Path path() {
        return settings.file();
    }

    /** Rows as the file announces them, -1 if it does not. */
    public long expectedRows() {
        long sum = 0;
        for (Part part : parts) {
            if (part.sheet().expectedRows() < 0) {
                return -1;
            }
            sum += part.sheet().expectedRows();
        }
        return sum;
    }

    /** What was understood, to be shown before anything is imported. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (Part part : parts) {
            lines.add("%s, sheet \"%s\": %s (%s)"
                    .formatted(
                            settings.file().getFileName(),
                            part.sheet().name(),
                            part.match().layout().label(),
                            table.format()));
            StringBuilder columns = new StringBuilder("  columns   ");
            for (Map.Entry<Field, String> column : part.match().headers().entrySet()) {
                columns.append(columns.length() > 12 ? ", " : "")
                        .append(column.getValue())
                        .append(" = ")
                        .append(column.getKey().meaning());
            }
            lines.add(columns.toString());
            if (!part.match().ignored().isEmpty()) {
                lines.add("  not read  " + String.join(", ", part.match().ignored()));
            }
        }
        if (!skipped.isEmpty()) {
            lines.add("  skipped   sheets without these columns: " + String.join(", ", skipped));
        }
        lines.add("  times     %s unless they name a zone%s (change with --zone)"
                .formatted(settings.zone(), table.counts1904() ? ", serial dates from 1904" : ""));
        lines.add("  prices    %s (change with --currency)".formatted(settings.currency()));
        return lines;
    }

    /** Reads the file once and gives its events in chunks. */
    void read(Consumer<Chunk> chunks, RejectedRows rejected, LeftOut leftOut) {
        rows = 0;
        events = 0;
        buyers = leftOut.customers();
        StringBuilder lines = new StringBuilder(EVENTS_PER_CHUNK * 300);
        int[] held = {0};
        for (Part part : parts) {
            RowEvents reading = reading(part, leftOut);
            String prefix = digest.substring(0, 16) + "-" + part.sheet().index() + "-";
            table.read(part.sheet(), row -> {
                rows++;
                try {
                    reading.append(row, prefix + row.number(), lines);
                    held[0] += reading.perRow();
                } catch (MalformedCell e) {
                    rejected.add(part.sheet().name(), row.number(), e);
                }
                if (held[0] >= EVENTS_PER_CHUNK) {
                    give(chunks, lines, held);
                }
            });
        }
        if (held[0] > 0) {
            give(chunks, lines, held);
        }
    }

    private void give(Consumer<Chunk> chunks, StringBuilder lines, int[] held) {
        byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
        lines.setLength(0);
        chunks.accept(new Chunk(events, held[0], rows, text));
        events += held[0];
        held[0] = 0;
    }

    /** Customers with at least one row that the cleaning rules keep; reads the file if that has not been done. */
    public Set<String> buyers() {
        if (rows == 0) {
            try (RejectedRows rejected = RejectedRows.uncounted()) {
                read(chunk -> {}, rejected, new LeftOut());
            }
        }
        return Set.copyOf(buyers);
    }

    /** Rows that the last reading met, sound or not. */
    long rows() {
        return rows;
    }

    long events() {
        return events;
    }

    /** Whether the rows are purchases, of which the cleaning rules leave some out. */
    boolean holdsPurchases() {
        return parts.stream().anyMatch(part -> part.match().layout() != Layout.PROFILES);
    }

    private RowEvents reading(Part part, LeftOut leftOut) {
        Cells cells = new Cells(part.match(), settings.zone(), table.counts1904(), settings.dateFormat());
        return switch (part.match().layout()) {
            case ONLINE_RETAIL, ONLINE_RETAIL_II -> new PurchaseEvents(cells, settings.currency(), leftOut);
            case PROFILES -> new ProfileEvents(cells, settings.zone());
        };
    }

    private static String digest(Path file) {
        MessageDigest sha256 = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            new DigestInputStream(in, sha256).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(sha256.digest());
        } catch (IOException e) {
            throw new CommandFailure("%s cannot be read: %s.".formatted(file, TableFiles.why(e)), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
