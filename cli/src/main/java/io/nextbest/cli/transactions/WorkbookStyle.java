package io.nextbest.cli.transactions;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DateUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a workbook says about dates: which cell styles show a number as one, and from which day it counts. Reads
 * {@code workbook.xml} and {@code styles.xml} in a few milliseconds, where POI's own style table loads XMLBeans.
 */
final class WorkbookStyle {

    private static final Pattern CERTAINLY_NONE = Pattern.compile("General|[#0,]*0(\\.0+)?%?");
    private static final Pattern CERTAINLY_DATE =
            Pattern.compile("(m{1,2}/d{1,2}/y{2,4}|yyyy-mm-dd)( h{1,2}:mm(:ss)?)?");

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

    /** @param attribute gives an attribute's value, or null */
    void startElement(String name, Function<String, @Nullable String> attribute) {
        switch (name) {
            case "workbookPr" -> {
                String date1904 = attribute.apply("date1904");
                counts1904 = "1".equals(date1904) || "true".equals(date1904);
            }
            case "numFmt" -> {
                if (attribute.apply("formatCode") instanceof String code) {
                    formats.put(number(attribute.apply("numFmtId")), code);
                }
            }
            case "cellXfs" -> inCellStyles = true;
            case "xf" -> {
                if (inCellStyles) {
                    int format = number(attribute.apply("numFmtId"));
                    String code = formats.getOrDefault(format, builtIn(format));
                    dateStyles.set(styles++, isDate(format, code));
                }
            }
            default -> {} // fonts, fills, borders
        }
    }

    void endElement(String name) {
        if ("cellXfs".equals(name)) {
            inCellStyles = false;
        }
    }

    /** Certain cases first: POI's DateUtil costs a new process tens of milliseconds. */
    private static boolean isDate(int format, String code) {
        if (CERTAINLY_NONE.matcher(code).matches()) {
            return false;
        }
        return CERTAINLY_DATE.matcher(code).matches() || DateUtil.isADateFormat(format, code);
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
