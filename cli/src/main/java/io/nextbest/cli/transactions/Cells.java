package io.nextbest.cli.transactions;

import io.nextbest.segmentation.PrintedId;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one cell as what its column means, strictly: what it cannot read for certain it reports.
 *
 * @param zone of times that name none
 * @param counts1904 whether serial dates count from 1904
 * @param pattern of dates written as text, null for ISO 8601 only
 */
record Cells(
        Layout.Match layout,
        ZoneId zone,
        boolean counts1904,
        @Nullable DateTimeFormatter pattern) {

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d{1,15}(\\.\\d{1,12})?|\\.\\d{1,12})");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalEnd()
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .toFormatter(Locale.ROOT);
    private static final double LAST_SERIAL = 2_958_466; // 10000-01-01

    boolean isBlank(Row row, Field field) {
        return row.kind(layout.column(field)) == Row.Kind.BLANK;
    }

    /** An identifier as text: 17850, 17850.0 and "17850" are the same customer. */
    String id(Row row, Field field, int longest) throws MalformedCell {
        int column = layout.column(field);
        String id = switch (row.kind(column)) {
            case NUMBER -> whole(row.number(column), field);
            case TEXT -> PrintedId.ofCell(row.text(column));
            case BLANK -> throw malformed(field, "is empty");
            case DATE -> throw malformed(field, "is a date, not an identifier");
            case OTHER -> throw malformed(field, "is %s, not an identifier".formatted(row.text(column)));
        };
        return atMost(longest, id, field);
    }

    /** Free text, unchanged. */
    String text(Row row, Field field, int longest) throws MalformedCell {
        int column = layout.column(field);
        String text = switch (row.kind(column)) {
            case TEXT -> row.text(column);
            case NUMBER -> plain(row.number(column));
            case BLANK -> throw malformed(field, "is empty");
            case DATE -> throw malformed(field, "is a date, not text");
            case OTHER -> throw malformed(field, "is %s, not text".formatted(row.text(column)));
        };
        return atMost(longest, text, field);
    }

    BigDecimal number(Row row, Field field) throws MalformedCell {
        int column = layout.column(field);
        return switch (row.kind(column)) {
            case NUMBER -> {
                double value = row.number(column);
                if (!(Math.abs(value) < 1e15)) {
                    throw malformed(field, "is %s, not a usable number".formatted(value));
                }
                yield BigDecimal.valueOf(value);
            }
            case TEXT -> {
                String text = row.text(column).strip();
                if (!DECIMAL.matcher(text).matches()) {
                    throw malformed(field, "is \"%s\", not a number".formatted(shown(text)));
                }
                yield new BigDecimal(text);
            }
            case BLANK -> throw malformed(field, "is empty");
            case DATE -> throw malformed(field, "is a date, not a number");
            case OTHER -> throw malformed(field, "is %s, not a number".formatted(row.text(column)));
        };
    }

    Instant at(Row row, Field field) throws MalformedCell {
        int column = layout.column(field);
        return switch (row.kind(column)) {
            case DATE -> ofSerial(row.number(column), field);
            case TEXT -> ofText(row.text(column).strip(), field);
            case BLANK -> throw malformed(field, "is empty");
            case NUMBER ->
                throw malformed(field, "is the number %s, not shown as a date".formatted(plain(row.number(column))));
            case OTHER -> throw malformed(field, "is %s, not a date".formatted(row.text(column)));
        };
    }

    private Instant ofSerial(double serial, Field field) throws MalformedCell {
        if (!(serial >= 0 && serial < LAST_SERIAL)) {
            throw malformed(field, "is %s, outside the dates a workbook can hold".formatted(serial));
        }
        LocalDateTime local = SerialDates.at(serial, counts1904);
        return local.atZone(zone).toInstant();
    }

    private Instant ofText(String text, Field field) throws MalformedCell {
        try {
            var parsed = (pattern == null ? ISO : pattern)
                    .parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            return switch (parsed) {
                case OffsetDateTime exact -> exact.toInstant();
                case LocalDateTime local -> local.atZone(zone).toInstant();
                default -> ((LocalDate) parsed).atStartOfDay(zone).toInstant();
            };
        } catch (DateTimeException e) {
            String wanted = pattern == null ? "like 2010-12-01 08:26 (else give --date-format)" : "in the given format";
            throw malformed(field, "is \"%s\", not a date %s".formatted(shown(text), wanted));
        }
    }

    private String whole(double value, Field field) throws MalformedCell {
        if (value != Math.rint(value) || !(Math.abs(value) < 1e15)) {
            throw malformed(field, "is %s, not a whole number".formatted(value));
        }
        return Long.toString((long) value);
    }

    private static String plain(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }

    private String atMost(int longest, String text, Field field) throws MalformedCell {
        if (text.length() > longest) {
            throw malformed(field, "has %d characters, %d are allowed".formatted(text.length(), longest));
        }
        if (text.indexOf('\0') >= 0) {
            throw malformed(field, "holds a NUL character");
        }
        return text;
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    MalformedCell malformed(Field field, String detail) {
        return new MalformedCell(layout.header(field), detail);
    }
}
