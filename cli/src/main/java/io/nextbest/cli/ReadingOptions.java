package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportSettings;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that say how a shop's file is to be read. */
final class ReadingOptions {

    private static final ZonedDateTime SAMPLE =
            LocalDateTime.of(2011, 12, 9, 12, 50).atZone(ImportSettings.DEFAULT_ZONE);

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "Europe/London",
            description = "Zone of times without one (default ${DEFAULT-VALUE}).")
    private ZoneId zone = ImportSettings.DEFAULT_ZONE;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            defaultValue = "UTF-8",
            description = "Encoding of CSV text (default ${DEFAULT-VALUE}).")
    private Charset encoding = StandardCharsets.UTF_8;

    @Option(
            names = "--date-format",
            paramLabel = "PATTERN",
            description = "Pattern of dates written as text, such as 'M/d/yyyy H:mm' (default ISO 8601).")
    private @Nullable String dateFormat;

    /** @throws ParameterException if the pattern of dates is none */
    ImportSettings settings(CommandLine command, Path file, String currency) {
        return new ImportSettings(
                file, zone, currency, encoding, dateFormat == null ? null : formatter(command, dateFormat));
    }

    private static DateTimeFormatter formatter(CommandLine command, String pattern) {
        try {
            DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
            if (tellsTheDay(format)) {
                return format;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, wrong(pattern), e);
        }
        throw new ParameterException(command, wrong(pattern));
    }

    /** Whether a date that is written so can be read again. */
    private static boolean tellsTheDay(DateTimeFormatter format) {
        try {
            return SAMPLE.toLocalDate()
                    .equals(LocalDate.from(format.parseBest(
                            SAMPLE.format(format), OffsetDateTime::from, LocalDateTime::from, LocalDate::from)));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String wrong(String pattern) {
        return "\"%s\" is not a pattern of dates; for example 'M/d/yyyy H:mm'.".formatted(pattern);
    }
}
