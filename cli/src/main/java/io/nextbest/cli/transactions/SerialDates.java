package io.nextbest.cli.transactions;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.apache.poi.ss.usermodel.DateUtil;

/**
 * Dates as workbooks count them, to the second. The same answers as POI's DateUtil, which is asked only where a time
 * lies so near to half a second that the rounding of a double could decide.
 *
 * <p>Source: ECMA-376 part 1, section 18.17.4 (the 1900 system holds a 29 February 1900 that never was).
 */
final class SerialDates {

    private static final int SECONDS = 86_400;
    private static final int NEVER_WAS = 60;
    private static final double DOUBTFUL = 1e-6;
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 31);
    private static final LocalDate DAY_0_OF_1904 = LocalDate.of(1904, 1, 1);

    private SerialDates() {}

    /** @param serial days since day 0, at least 0 */
    static LocalDateTime at(double serial, boolean counts1904) {
        long days = (long) serial;
        double seconds = (serial - days) * SECONDS;
        double rounded = Math.floor(seconds + 0.5);
        if (Math.abs(seconds + 0.5 - Math.rint(seconds + 0.5)) < DOUBTFUL) {
            return DateUtil.getLocalDateTime(serial, counts1904, true);
        }
        LocalDate first = counts1904 ? DAY_0_OF_1904 : DAY_0;
        long counted = !counts1904 && days > NEVER_WAS ? days - 1 : days;
        return first.plusDays(counted).atStartOfDay().plusSeconds((long) rounded);
    }
}
