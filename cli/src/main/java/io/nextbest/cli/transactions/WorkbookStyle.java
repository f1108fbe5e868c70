package io.nextbest.cli.transactions;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DateUtil;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What a workbook says about dates: which cell styles show a number as one, and from which day it counts. Reads
 * {@code workbook.xml} and {@code styles.xml} in a few milliseconds, where POI's own style table loads XMLBeans.
 */
final class WorkbookStyle extends DefaultHandler {

    private final Map<Integer, String> formats = new HashMap<>();
    private final BitSet dateStyles = new BitSet();
    private int styles;
    private boolean inCellStyles;
    private boolean counts1904;

    boolean isDate(int cellStyle) {
        return dateStyles.get(cellStyle);
    }

    boolean counts1904() {
        return counts1904;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) {
        switch (name) {
            case "workbookPr" -> {
                String date1904 = attributes.getValue("date1904");
                counts1904 = "1".equals(date1904) || "true".equals(date1904);
            }
            case "numFmt" -> {
                if (attributes.getValue("formatCode") instanceof String code) {
                    formats.put(number(attributes.getValue("numFmtId")), code);
                }
            }
            case "cellXfs" -> inCellStyles = true;
            case "xf" -> {
                if (inCellStyles) {
                    int format = number(attributes.getValue("numFmtId"));
                    String code = formats.getOrDefault(format, builtIn(format));
                    dateStyles.set(styles++, DateUtil.isADateFormat(format, code));
                }
            }
            default -> {} // fonts, fills, borders
        }
    }

    @Override
    public void endElement(String uri, String name, String qualified) {
        if ("cellXfs".equals(name)) {
            inCellStyles = false;
        }
    }

    private static String builtIn(int format) {
        String code = format < 0 ? null : BuiltinFormats.getBuiltinFormat(format);
        return code == null ? "General" : code;
    }

    private static int number(@Nullable String digits) {
        try {
            return digits == null ? 0 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
