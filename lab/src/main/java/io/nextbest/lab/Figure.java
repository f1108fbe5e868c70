package io.nextbest.lab;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured number, or why it was not measured.
 *
 * @param value null where it was refused
 * @param low lower end of its 95 % interval, null where it has none
 * @param high upper end of its 95 % interval, null where it has none
 * @param rows how many rows it rests on
 * @param refused why there is no value, null where there is one
 * @param verdict what it says, in words
 */
public record Figure(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        long rows,
        @Nullable String refused,
        String verdict) {

    public static Figure of(double value, long rows, String verdict) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a figure must be a number");
        }
        return new Figure(value, null, null, rows, null, verdict);
    }

    public static Figure refused(String why) {
        return new Figure(null, null, null, 0, why, why);
    }

    /** As a member of the object that {@code --json} prints. */
    String json() {
        if (value == null) {
            return "{\"value\": null, \"refused\": \"%s\"}"
                    .formatted(String.valueOf(refused).replace("\\", "\\\\").replace("\"", "\\\""));
        }
        String interval = low == null || high == null ? "" : ", \"low\": %s, \"high\": %s".formatted(low, high);
        return String.format(Locale.ROOT, "{\"value\": %s%s, \"rows\": %d}", value, interval, rows);
    }
}
