package io.nextbest.cli.transactions;

import io.nextbest.cli.CommandFailure;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows that were refused and why: the first twenty in memory, all of them in a CSV file that exists only if needed. */
final class RejectedRows implements Closeable {

    private static final int SHOWN = 20;

    private final @Nullable Path list;
    private final List<String> first = new ArrayList<>();
    private @Nullable BufferedWriter writer;
    private long count;

    RejectedRows(@Nullable Path list) {
        this.list = list;
    }

    /** For a reading whose refusals were told before. */
    static RejectedRows uncounted() {
        return new RejectedRows(null);
    }

    synchronized void add(String sheet, long row, MalformedCell cell) {
        String where = "sheet \"%s\", row %d, column %s".formatted(sheet, row, cell.column());
        add(
                where + " " + cell.detail(),
                quoted(sheet) + "," + row + "," + quoted(cell.column()) + "," + quoted(cell.detail()));
    }

    /** A row that the file holds soundly but the log refused. */
    synchronized void add(String eventId, String field, String detail) {
        add(
                "event %s, %s: %s".formatted(eventId, field, detail),
                ",," + quoted(field) + "," + quoted(eventId + ": " + detail));
    }

    private void add(String shown, String line) {
        count++;
        if (first.size() < SHOWN) {
            first.add(shown);
        }
        if (list == null) {
            return;
        }
        try {
            if (writer == null) {
                Files.createDirectories(list.toAbsolutePath().getParent());
                writer = Files.newBufferedWriter(list);
                writer.write("sheet,row,column,detail\n");
            }
            writer.write(line);
            writer.newLine();
        } catch (IOException e) {
            throw new CommandFailure(
                    "The list of rejected rows %s cannot be written (%s); free some space or set NEXTBEST_HOME."
                            .formatted(list, TableFiles.why(e)),
                    e);
        }
    }

    synchronized long count() {
        return count;
    }

    synchronized List<String> first() {
        return List.copyOf(first);
    }

    synchronized Optional<Path> list() {
        return writer == null ? Optional.empty() : Optional.ofNullable(list);
    }

    @Override
    public synchronized void close() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw new CommandFailure(
                        "The list of rejected rows %s is incomplete: %s.".formatted(list, TableFiles.why(e)), e);
            }
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
