package io.nextbest.cli.transactions;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a sheet mean, whoever reads its XML. Formats nothing: a number stays the number that the file
 * holds.
 *
 * <p>Source: ECMA-376 part 1, section 18.3.1 (worksheets: row, c, v, is, t).
 */
final class SheetRows {

    private final String[] texts;
    private final boolean[] blankTexts;
    private final WorkbookStyle style;
    private final int sheet;
    private final Consumer<Row> rows;
    private final Row row = new Row();
    private final StringBuilder value = new StringBuilder();
    private long rowNumber;
    private long announcedRows = -1;
    private int column = -1;
    private String type = "n";
    private boolean date;
    private boolean collecting;
    private boolean phonetic;

    SheetRows(List<String> texts, WorkbookStyle style, int sheet, Consumer<Row> rows) {
        this.texts = texts.toArray(new String[0]);
        this.blankTexts = new boolean[this.texts.length];
        for (int i = 0; i < blankTexts.length; i++) {
            blankTexts[i] = this.texts[i].isBlank();
        }
        this.style = style;
        this.sheet = sheet;
        this.rows = rows;
    }

    /** A cell's content that cannot be. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String sentence) {
            super(sentence);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** Last row of the sheet as its dimension element says, -1 if it does not. */
    long announcedRows() {
        return announcedRows;
    }

    void announce(@Nullable String reference) {
        if (reference != null && reference.indexOf(':') > 0) {
            String last = reference.substring(reference.indexOf(':') + 1).replaceAll("[^0-9]", "");
            try {
                announcedRows = number(last, -1);
            } catch (Refused e) {
                announcedRows = -1; // a hint for the progress bar, no more
            }
        }
    }

    void startRow(@Nullable String reference) {
        startRow(number(reference, rowNumber + 1));
    }

    void startRow(long number) {
        rowNumber = number;
        row.start(sheet, rowNumber);
        column = -1;
    }

    void endRow() {
        if (!row.isBlank()) {
            rows.accept(row);
        }
    }

    void startCell(@Nullable String reference, @Nullable String given, @Nullable String styled) {
        column = reference == null ? column + 1 : column(reference);
        type = given == null ? "n" : given;
        date = style.isDate((int) number(styled, 0));
        value.setLength(0);
    }

    void startElement(String name) {
        switch (name) {
            case "v", "t" -> collecting = !phonetic;
            case "rPh" -> phonetic = true;
            default -> {} // formulas, runs
        }
    }

    void endElement(String name) {
        switch (name) {
            case "v", "t" -> collecting = false;
            case "rPh" -> phonetic = false;
            default -> {} // nothing to close
        }
    }

    boolean isCollecting() {
        return collecting;
    }

    void append(CharSequence text) {
        value.append(text);
    }

    void append(char[] text, int start, int length) {
        value.append(text, start, length);
    }

    void endCell() {
        if (value.isEmpty()) {
            return;
        }
        switch (type) {
            case "n" -> {
                try {
                    row.setNumber(column, Double.parseDouble(value.toString()), date);
                } catch (NumberFormatException e) {
                    row.setOther(column, value.toString());
                }
            }
            case "s" -> row.setText(column, shared());
            case "inlineStr", "str", "d" -> row.setText(column, value.toString());
            case "b" -> row.setOther(column, "1".contentEquals(value) ? "TRUE" : "FALSE");
            default -> row.setOther(column, value.toString());
        }
    }

    private String shared() {
        int index = (int) number(value.toString(), -1);
        if (index < 0 || index >= texts.length) {
            throw noText(value);
        }
        return texts[index];
    }

    private Refused noText(CharSequence index) {
        return new Refused("row %d names text %s, which the workbook does not hold".formatted(rowNumber, index));
    }

    // for a scanner that has read a whole cell: the same without the steps

    /** Column of the last cell, from 0. */
    int column() {
        return column;
    }

    void emptyCell(int at) {
        column = at;
    }

    void numberCell(int at, double number, int styled) {
        column = at;
        row.setNumber(at, number, style.isDate(styled));
    }

    void sharedCell(int at, int index) {
        column = at;
        if (index >= texts.length) {
            throw noText(Integer.toString(index));
        }
        row.setText(at, texts[index], blankTexts[index]);
    }

    void textCell(int at, String text) {
        column = at;
        if (!text.isEmpty()) {
            row.setText(at, text);
        }
    }

    private static int column(String reference) {
        int column = 0;
        for (int i = 0; i < reference.length(); i++) {
            char letter = reference.charAt(i);
            if (letter < 'A' || letter > 'Z') {
                break;
            }
            column = Math.min(column * 26 + letter - 'A' + 1, 1 << 20);
        }
        if (column == 0) {
            throw new Refused("\"%s\" stands where a cell's place belongs".formatted(reference));
        }
        return column - 1;
    }

    private static long number(@Nullable String digits, long otherwise) {
        if (digits == null || digits.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new Refused("\"%s\" stands where a whole number belongs".formatted(digits));
        }
    }
}
