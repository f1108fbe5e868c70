package io.nextbest.models.timing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The moments at which a message may be sent: for each local hour of the day its first admissible moment in 48 hours.
 *
 * <p>The moment is the hour's beginning, or the end of the quiet hours where they end inside that hour. Quiet hours are
 * [quietFrom, quietTo) on the customer's clock and may cross midnight; equal ends mean none. An hour that the clock
 * skips in spring is taken on the next day; of an hour that comes twice in autumn the first that is not past.
 * Immutable.
 *
 * <p>Source: the rules of java.time's zones (IANA tz database); no estimate is involved.
 *
 * @param notBefore the earliest moment, included
 * @param zone the customer's
 * @param quietFrom local time from which no message may arrive
 * @param quietTo local time from which messages may arrive again
 */
public record SendWindow(Instant notBefore, ZoneId zone, LocalTime quietFrom, LocalTime quietTo) {

    /** How far ahead a moment may lie. */
    public static final Duration LENGTH = Duration.ofHours(48);

    /** Whether no message may arrive at this local time. */
    public boolean isQuiet(LocalTime time) {
        if (quietFrom.equals(quietTo)) {
            return false;
        }
        boolean afterFrom = !time.isBefore(quietFrom);
        boolean beforeTo = time.isBefore(quietTo);
        return quietFrom.isBefore(quietTo) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }

    /**
     * The first admissible moment of each local hour; an hour without one is left out.
     *
     * @return by hour of the day, each in [notBefore, notBefore + 48 h); empty if the quiet hours leave nothing
     */
    public SortedMap<Integer, Instant> moments() {
        SortedMap<Integer, Instant> moments = new TreeMap<>();
        LocalDate first = notBefore.atZone(zone).toLocalDate();
        for (int hour = 0; hour < SlotRates.HOURS; hour++) {
            Optional<LocalTime> time = openingOf(hour);
            if (time.isPresent()) {
                // from the day before, as clocks may be set back over midnight, to 3 days on, as Samoa skipped one in
                // 2011
                for (int day = -1; day <= 3 && !moments.containsKey(hour); day++) {
                    Optional<Instant> moment = firstAdmissible(LocalDateTime.of(first.plusDays(day), time.get()));
                    if (moment.isPresent()) {
                        moments.put(hour, moment.get());
                    }
                }
            }
        }
        return moments;
    }

    private Optional<LocalTime> openingOf(int hour) {
        LocalTime beginning = LocalTime.of(hour, 0);
        if (!isQuiet(beginning)) {
            return Optional.of(beginning);
        }
        return quietTo.getHour() == hour && !isQuiet(quietTo) ? Optional.of(quietTo) : Optional.empty();
    }

    private Optional<Instant> firstAdmissible(LocalDateTime local) {
        Collection<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.stream()
                .map(local::toInstant)
                .sorted()
                .filter(at -> !at.isBefore(notBefore) && at.isBefore(notBefore.plus(LENGTH)))
                .findFirst();
    }
}
