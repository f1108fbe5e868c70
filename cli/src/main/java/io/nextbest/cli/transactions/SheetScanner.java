package io.nextbest.cli.transactions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a sheet from its bytes and hands it to {@link SheetRows}. Plain cells, as every spreadsheet program writes
 * nearly all of them, are read in one go; any other cell element by element; and what neither of the two knows for
 * certain is {@link NotUnderstood}.
 *
 * <p>A number is w·10⁻ᵉ with w at most 2⁵³ and e at most 22: both are exact doubles, so their quotient is the double
 * nearest to the decimal. Longer ones are left to the JDK.
 *
 * <p>Source: ECMA-376 part 1, section 18.3.1; Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990.
 */
final class SheetScanner {

    private static final double[] POWERS = new double[23];
    private static final long EXACT = 1L << 53;
    private static final int DIGITS = 18;
    private static final int COLUMNS = 1 << 14;
    private static final byte[] ROW = ascii("<row r=\"");
    private static final byte[] SPANS = ascii(" spans=\"");
    private static final byte[] ROW_END = ascii("</row>");
    private static final byte[] SHARED = ascii("s\"");
    private static final byte[] TEXT = ascii("str\"");
    private static final byte[] INLINE = ascii("inlineStr\"");
    private static final byte[] NUMBER = ascii("n\"");
    private static final byte[] OTHER = {};
    private static final byte[] VALUE = ascii("<v>");
    private static final byte[] VALUE_END = ascii("</v></c>");
    private static final byte[] INLINE_VALUE = ascii("<is><t>");
    private static final byte[] INLINE_END = ascii("</t></is></c>");

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private final XmlBytes xml;
    private final SheetRows rows;
    private final LongNumbers longNumbers = new LongNumbers();
    private int column; // of the plain cell that is being read, as are the next three
    private int style;
    private byte[] type = NUMBER;
    private int seen; // a bit for each attribute: none may stand twice

    SheetScanner(InputStream sheet, SheetRows rows) throws IOException {
        this.xml = new XmlBytes(sheet);
        this.rows = rows;
    }

    /** Reads the sheet to its end. */
    void read() throws IOException {
        boolean data = false;
        while (true) {
            if (data && xml.depth() == 2 && plainRow()) {
                cells();
                rows.endRow();
                continue;
            }
            XmlBytes.Token token = xml.next();
            switch (token) {
                case END -> {
                    return;
                }
                case OPEN, EMPTY -> {
                    if (xml.isNamed("row")) {
                        require(
                                data && xml.depth() == (token == XmlBytes.Token.OPEN ? 3 : 2),
                                "a row stands elsewhere");
                        rows.startRow(xml.attribute("r"));
                        if (token == XmlBytes.Token.OPEN) {
                            cells();
                        }
                        rows.endRow();
                    } else if (xml.isNamed("sheetData")) {
                        data = true;
                    } else if (xml.isNamed("dimension")) {
                        rows.announce(xml.attribute("ref"));
                    } else {
                        require(!xml.isNamed("c") && !xml.isNamed("v") && !xml.isNamed("t"), "a cell stands elsewhere");
                    }
                }
                case CLOSE -> data &= !xml.isNamed("sheetData");
                default -> {} // text outside of cells says nothing
            }
        }
    }

    /** Reads the opening tag of a row that says its number and which columns it spans, and no more. */
    private boolean plainRow() {
        byte[] b = xml.bytes();
        int p = xml.at();
        if (!stands(ROW, b, p)) {
            return false;
        }
        int name = p + 1;
        p += ROW.length;
        int first = p;
        int number = 0;
        while (b[p] >= '0' && b[p] <= '9' && number < 100_000_000) {
            number = number * 10 + b[p++] - '0';
        }
        if (p == first || b[p] != '"') {
            return false;
        }
        p++;
        if (stands(SPANS, b, p)) {
            p += SPANS.length;
            while (b[p] >= '0' && b[p] <= '9' || b[p] == ':') {
                p++;
            }
            if (b[p] != '"') {
                return false;
            }
            p++;
        }
        if (b[p] != '>') {
            return false;
        }
        rows.startRow(number);
        xml.enter(name, name + 3, p + 1);
        return true;
    }

    private boolean plainRowEnd() {
        int p = xml.at();
        return stands(ROW_END, xml.bytes(), p) && xml.leave(p + 2, p + 5, p + ROW_END.length);
    }

    private void cells() throws IOException {
        while (true) {
            int p = plainCell();
            if (p > 0) {
                xml.to(p);
                continue;
            }
            if (plainRowEnd()) {
                return;
            }
            switch (xml.next()) {
                case OPEN -> {
                    require(xml.isNamed("c"), "something else than a cell stands in a row");
                    startCell();
                    anyCell();
                    rows.endCell();
                }
                case EMPTY -> {
                    require(xml.isNamed("c"), "something else than a cell stands in a row");
                    startCell();
                    rows.endCell();
                }
                case TEXT -> require(xml.isBlank(), "text stands in a row");
                default -> {
                    return;
                }
            }
        }
    }

    private void startCell() {
        rows.startCell(xml.attribute("r"), xml.attribute("t"), xml.attribute("s"));
    }

    private void anyCell() throws IOException {
        int depth = xml.depth() - 1;
        while (true) {
            switch (xml.next()) {
                case OPEN -> {
                    checkInner();
                    rows.startElement(xml.name());
                }
                case EMPTY -> {
                    checkInner();
                    rows.startElement(xml.name());
                    rows.endElement(xml.name());
                }
                case TEXT -> {
                    if (rows.isCollecting()) {
                        rows.append(xml.value());
                    }
                }
                default -> {
                    if (xml.depth() == depth) {
                        return;
                    }
                    rows.endElement(xml.name());
                }
            }
        }
    }

    private void checkInner() {
        require(!xml.isNamed("c") && !xml.isNamed("row"), "a cell stands in a cell");
    }

    /** The place behind a cell that was read and taken, or 0: nothing was. */
    private int plainCell() {
        byte[] b = xml.bytes();
        int p = xml.at();
        if (b[p] != '<' || b[p + 1] != 'c' || b[p + 2] != ' ') {
            return 0;
        }
        p += 3;
        column = rows.column() + 1;
        style = 0;
        type = NUMBER;
        seen = 0;
        while (true) {
            p = attribute(b, p);
            if (p == 0) {
                return 0;
            }
            if (b[p] == '>') {
                return content(b, p + 1);
            }
            if (b[p] == '/' && b[p + 1] == '>') {
                rows.emptyCell(column);
                return p + 2;
            }
            if (b[p] != ' ') {
                return 0;
            }
            p++;
        }
    }

    /** The place behind an attribute of a plain cell that was read, or 0. */
    private int attribute(byte[] b, int start) {
        byte name = b[start];
        if (name == 0 || b[start + 1] != '=' || b[start + 2] != '"') {
            return 0;
        }
        int p = start + 3;
        int bit;
        if (name == 'r') {
            bit = 1;
            p = place(b, p);
        } else if (name == 's') {
            bit = 2;
            while (b[p] >= '0' && b[p] <= '9' && style < 1 << 20) {
                style = style * 10 + b[p++] - '0';
            }
        } else if (name == 't') {
            bit = 4;
            type = type(b, p);
            p = type.length == 0 ? 0 : p + type.length - 1;
        } else {
            return 0;
        }
        if (p == 0 || b[p] != '"' || (seen & bit) != 0) {
            return 0;
        }
        seen |= bit;
        return p + 1;
    }

    private int place(byte[] b, int start) {
        int p = start;
        column = 0;
        while (b[p] >= 'A' && b[p] <= 'Z' && column <= COLUMNS) {
            column = column * 26 + b[p++] - 'A' + 1;
        }
        if (--column < 0) {
            return 0;
        }
        while (b[p] >= '0' && b[p] <= '9') {
            p++;
        }
        return p;
    }

    private static byte[] type(byte[] b, int p) {
        if (stands(SHARED, b, p)) {
            return SHARED;
        }
        if (stands(INLINE, b, p)) {
            return INLINE;
        }
        if (stands(TEXT, b, p)) {
            return TEXT;
        }
        return stands(NUMBER, b, p) ? NUMBER : OTHER;
    }

    private int content(byte[] b, int start) {
        if (type == INLINE) {
            return text(b, start, INLINE_VALUE, INLINE_END);
        }
        if (type == TEXT) {
            return text(b, start, VALUE, VALUE_END);
        }
        if (!stands(VALUE, b, start)) {
            return 0;
        }
        return type == SHARED ? shared(b, start + 3) : number(b, start + 3);
    }

    private int shared(byte[] b, int start) {
        int index = 0;
        int p = start;
        while (b[p] >= '0' && b[p] <= '9' && index < 100_000_000) {
            index = index * 10 + b[p++] - '0';
        }
        if (p == start || !stands(VALUE_END, b, p)) {
            return 0;
        }
        rows.sharedCell(column, index);
        return p + VALUE_END.length;
    }

    private int number(byte[] b, int start) {
        int p = start;
        boolean negative = b[p] == '-';
        if (negative) {
            p++;
        }
        int first = p;
        long digits = 0;
        while (b[p] >= '0' && b[p] <= '9') {
            digits = digits * 10 + b[p++] - '0';
        }
        int count = p - first;
        int fraction = 0;
        if (b[p] == '.') {
            int point = p++;
            while (b[p] >= '0' && b[p] <= '9') {
                digits = digits * 10 + b[p++] - '0';
            }
            fraction = p - point - 1;
            count += fraction;
        }
        if (count == 0 || !stands(VALUE_END, b, p)) {
            return 0;
        }
        double value;
        if (count <= DIGITS && digits <= EXACT) {
            value = fraction == 0 ? digits : digits / POWERS[fraction];
            value = negative ? -value : value;
        } else {
            value = longNumbers.value(column, b, start, p);
        }
        rows.numberCell(column, value, style);
        return p + VALUE_END.length;
    }

    private int text(byte[] b, int start, byte[] before, byte[] after) {
        if (!stands(before, b, start)) {
            return 0;
        }
        int from = start + before.length;
        int p = from;
        while (b[p] != '<' && b[p] != 0) {
            p++;
        }
        if (!stands(after, b, p)) {
            return 0;
        }
        rows.textCell(column, XmlText.of(b, from, p));
        return p + after.length;
    }

    /** Whether these bytes stand there; stops at the window's end, where a 0 stands. */
    private static boolean stands(byte[] expected, byte[] b, int p) {
        for (int i = 0; i < expected.length; i++) {
            if (b[p + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new NotUnderstood(otherwise);
        }
    }
}
