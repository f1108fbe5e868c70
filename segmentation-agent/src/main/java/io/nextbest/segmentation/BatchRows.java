package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch as they come in: a line of JSON each, or a table of comma-separated cells with its names in the
 * first line. Holds one chunk at a time, however long the stream is.
 */
final class BatchRows {

    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream in;
    private final boolean table;
    private final byte[] buffer = new byte[2 * LONGEST_LINE];
    private int from;
    private int to;
    private boolean ended;
    private long number;
    private @Nullable List<String> names;

    private BatchRows(InputStream in, boolean table) {
        this.in = in;
        this.table = table;
    }

    static BatchRows ofJson(InputStream in) {
        return new BatchRows(in, false);
    }

    static BatchRows ofTable(InputStream in) {
        return new BatchRows(in, true);
    }

    /**
     * The next rows, blank lines left out.
     *
     * @return at most so many, fewer only at the end; empty after it
     * @throws ServiceException INPUT_INVALID if a table's first line does not name its columns
     */
    List<BatchRow> next(int most) throws IOException {
        List<BatchRow> rows = new ArrayList<>(most);
        while (rows.size() < most) {
            int end = lineEnd();
            if (end < 0) {
                return rows;
            }
            number++;
            if (end - from > LONGEST_LINE) {
                skipLine();
                rows.add(BatchRow.wrong(number, "the line is longer than 64 KB"));
            } else {
                BatchRow row = row(from, trimmed(end) - from);
                from = Math.min(end + 1, to);
                if (row != null) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private @Nullable BatchRow row(int start, int length) {
        if (isBlank(start, length)) {
            return null;
        }
        if (!table) {
            return BatchRow.ofJson(number, buffer, start, length);
        }
        String line = new String(buffer, start, length, StandardCharsets.UTF_8);
        if (names == null) {
            names = heading(line);
            return null;
        }
        try {
            return BatchRow.ofCells(number, names, cells(line));
        } catch (IllegalArgumentException e) {
            return BatchRow.wrong(number, String.valueOf(e.getMessage()));
        }
    }

    /** Without the columns' names no row says anything, so the batch as a whole is refused. */
    private static List<String> heading(String line) {
        List<String> cells;
        try {
            cells = cells(line.replace("\uFEFF", ""));
        } catch (IllegalArgumentException e) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "the first line: %s.".formatted(e.getMessage()));
        }
        List<String> names = cells.stream().map(String::strip).toList();
        if (!BatchRow.MEMBERS.containsAll(names) || new HashSet<>(names).size() != names.size()) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID,
                    "the first line must name the columns, each one of %s."
                            .formatted(String.join(", ", BatchRow.MEMBERS)));
        }
        return names;
    }

    private void skipLine() throws IOException {
        int end = indexOfNewline(from);
        while (end == to && !ended) {
            from = to;
            fill();
            end = indexOfNewline(from);
        }
        from = Math.min(end + 1, to);
    }

    /** Where the line ends: at its newline, at the end of all, or beyond the longest line; -1 if there is none. */
    private int lineEnd() throws IOException {
        int end = indexOfNewline(from);
        while (end == to && !ended && to - from <= LONGEST_LINE) {
            fill();
            end = indexOfNewline(from);
        }
        return end == to && from == to && ended ? -1 : end;
    }

    private int indexOfNewline(int start) {
        int i = start;
        while (i < to && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int read = in.read(buffer, to, buffer.length - to);
        ended = read < 0;
        to += Math.max(read, 0);
    }

    private int trimmed(int end) {
        return end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    }

    private boolean isBlank(int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /**
     * Cells of one line; a quoted one may hold commas and doubled quotes, and no line break.
     *
     * @throws IllegalArgumentException if a quote is left open, or does not hold a whole cell
     */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(5);
        var cell = new StringBuilder();
        boolean quoted = false;
        boolean closed = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = false;
                    closed = true;
                }
            } else if (c == ',') {
                cells.add(cell.toString());
                cell.setLength(0);
                closed = false;
            } else if (closed || c == '"' && !cell.isEmpty()) {
                throw new IllegalArgumentException("a quote stands in the midst of a cell");
            } else if (c == '"') {
                quoted = true;
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is not closed on its line");
        }
        cells.add(cell.toString());
        return cells;
    }
}
