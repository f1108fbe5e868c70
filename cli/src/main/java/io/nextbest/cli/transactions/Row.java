package io.nextbest.cli.transactions;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table, used again for the next: whoever wants to keep it must copy it.
 *
 * <p>Columns count from 0. A column that the file does not mention is blank.
 */
final class Row {

    /** What the file says a cell is. A date is a number that the workbook shows as one. */
    enum Kind {
        BLANK,
        TEXT,
        NUMBER,
        DATE,
        OTHER
    }

    /** More columns than any known layout has use for; what lies beyond is not read. */
    private static final int COLUMNS = 64;

    private final Kind[] kinds = new Kind[COLUMNS];
    private final @Nullable String[] texts = new String[COLUMNS];
    private final double[] numbers = new double[COLUMNS];
    private int sheet;
    private long number;
    private int used;
    private boolean blank = true;

    Row() {
        Arrays.fill(kinds, Kind.BLANK);
    }

    /** @param number as a spreadsheet counts it: the header is usually row 1 */
    void start(int sheet, long number) {
        this.sheet = sheet;
        this.number = number;
        Arrays.fill(kinds, 0, used, Kind.BLANK);
        used = 0;
        blank = true;
    }

    void setText(int column, String text) {
        setText(column, text, text.isBlank());
    }

    /** @param isBlank whether the text is nothing but blanks, for who has looked before */
    void setText(int column, String text, boolean isBlank) {
        set(column, isBlank ? Kind.BLANK : Kind.TEXT, text);
    }

    void setNumber(int column, double value, boolean date) {
        if (set(column, date ? Kind.DATE : Kind.NUMBER, null)) {
            numbers[column] = value;
        }
    }

    /** A cell that is neither text nor number: TRUE, #N/A. */
    void setOther(int column, String shown) {
        set(column, Kind.OTHER, shown);
    }

    private boolean set(int column, Kind kind, @Nullable String text) {
        if (column < 0 || column >= COLUMNS) {
            return false;
        }
        kinds[column] = kind;
        texts[column] = text;
        used = Math.max(used, column + 1);
        blank &= kind == Kind.BLANK;
        return true;
    }

    int sheet() {
        return sheet;
    }

    long number() {
        return number;
    }

    Kind kind(int column) {
        return column < 0 ? Kind.BLANK : kinds[column];
    }

    String text(int column) {
        String text = texts[column];
        return text == null ? "" : text;
    }

    double number(int column) {
        return numbers[column];
    }

    boolean isBlank() {
        return blank;
    }

    /** Columns up to the last one that is not blank. */
    int width() {
        int width = used;
        while (width > 0 && kinds[width - 1] == Kind.BLANK) {
            width--;
        }
        return width;
    }
}
