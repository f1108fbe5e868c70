package io.nextbest.segmentation;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What identifies a customer or an invoice, as tables and JSON print it: a whole number is its digits, also where a
 * column with gaps made 12347.0 of it. Knows no framework, so that whoever reads a file knows the same customers.
 */
public final class PrintedId {

    /** A whole number with zeros behind its point, from end to end; the first group is the number. */
    public static final String WITH_ZEROS = "(-?[0-9]+)[.]0+";

    private static final Pattern PATTERN = Pattern.compile(WITH_ZEROS);
    private static final double MOST = 1e18;

    private PrintedId() {}

    /** A table's cell without blanks around it: of a whole number the digits, any other text as it is. */
    public static String ofCell(String cell) {
        String text = cell.strip();
        if (text.indexOf('.') < 0) {
            return text;
        }
        var matcher = PATTERN.matcher(text);
        return matcher.matches() ? matcher.group(1) : text;
    }

    /** The digits of a number as JSON writes it, 12347.0 or 1.2347e4; empty if it is not whole, or from 1e18 on. */
    static Optional<String> ofNumber(String number) {
        if (!(Math.abs(Double.parseDouble(number)) < MOST)) {
            return Optional.empty();
        }
        try {
            BigDecimal exact = new BigDecimal(number).stripTrailingZeros();
            return exact.scale() <= 0 ? Optional.of(exact.toPlainString()) : Optional.empty();
        } catch (NumberFormatException e) { // 1e-99999999999
            return Optional.empty();
        }
    }
}
