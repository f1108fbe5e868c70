package io.nextbest.cli.transactions;

import java.util.function.Consumer;
import org.apache.poi.xssf.model.SharedStrings;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Turns a sheet's XML into rows. Formats nothing: a number stays the number that the file holds.
 *
 * <p>Source: ECMA-376 part 1, section 18.3.1 (worksheets: row, c, v, is, t).
 */
final class SheetCells extends DefaultHandler {

    private final SharedStrings texts;
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

    SheetCells(SharedStrings texts, WorkbookStyle style, int sheet, Consumer<Row> rows) {
        this.texts = texts;
        this.style = style;
        this.sheet = sheet;
        this.rows = rows;
    }

    /** Last row of the sheet as its dimension element says, -1 if it does not. */
    long announcedRows() {
        return announcedRows;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        switch (name) {
            case "c" -> startCell(attributes);
            case "v", "t" -> collecting = !phonetic;
            case "row" -> {
                rowNumber = number(attributes.getValue("r"), rowNumber + 1);
                row.start(sheet, rowNumber);
                column = -1;
            }
            case "rPh" -> phonetic = true;
            case "dimension" -> announce(attributes.getValue("ref"));
            default -> {} // sheet views, column widths, formulas
        }
    }

    private void startCell(Attributes attributes) throws SAXException {
        String reference = attributes.getValue("r");
        column = reference == null ? column + 1 : column(reference);
        String given = attributes.getValue("t");
        type = given == null ? "n" : given;
        date = style.isDate((int) number(attributes.getValue("s"), 0));
        value.setLength(0);
    }

    @Override
    public void characters(char[] text, int start, int length) {
        if (collecting) {
            value.append(text, start, length);
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) throws SAXException {
        switch (name) {
            case "v", "t" -> collecting = false;
            case "rPh" -> phonetic = false;
            case "c" -> endCell();
            case "row" -> {
                if (!row.isBlank()) {
                    rows.accept(row);
                }
            }
            default -> {} // nothing to close
        }
    }

    private void endCell() throws SAXException {
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

    private String shared() throws SAXException {
        int index = (int) number(value.toString(), -1);
        if (index < 0 || index >= texts.getUniqueCount()) {
            throw new SAXException(
                    "row %d names text %s, which the workbook does not hold".formatted(rowNumber, value));
        }
        return texts.getItemAt(index).getString();
    }

    private void announce(@Nullable String reference) {
        if (reference != null && reference.indexOf(':') > 0) {
            String last = reference.substring(reference.indexOf(':') + 1).replaceAll("[^0-9]", "");
            try {
                announcedRows = number(last, -1);
            } catch (SAXException e) {
                announcedRows = -1; // a hint for the progress bar, no more
            }
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
        return column - 1;
    }

    private static long number(@Nullable String digits, long otherwise) throws SAXException {
        if (digits == null || digits.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new SAXException("\"%s\" stands where a whole number belongs".formatted(digits), e);
        }
    }
}
