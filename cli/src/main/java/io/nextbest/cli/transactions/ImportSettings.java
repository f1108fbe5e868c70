package io.nextbest.cli.transactions;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be read.
 *
 * @param zone of times that name none
 * @param currency of the prices, ISO 4217
 * @param charset of CSV text
 * @param dateFormat of dates written as text, null for ISO 8601 only
 */
public record ImportSettings(
        Path file,
        ZoneId zone,
        String currency,
        Charset charset,
        @Nullable DateTimeFormatter dateFormat) {

    /** What the demo's workbook is. */
    public static final ZoneId DEFAULT_ZONE = ZoneId.of("Europe/London");

    public static final String DEFAULT_CURRENCY = "GBP";

    /** What differs from the usual way of reading, empty if nothing does. */
    String reading() {
        ImportSettings usual = of(file);
        return equals(usual) ? "" : "%s %s %s %s".formatted(zone, currency, charset, dateFormat);
    }

    public static ImportSettings of(Path file) {
        return new ImportSettings(file, DEFAULT_ZONE, DEFAULT_CURRENCY, StandardCharsets.UTF_8, null);
    }
}
