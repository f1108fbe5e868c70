package io.nextbest.orchestrator.guardrail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * No message goes out in the customer's night, by the customer's own clock.
 *
 * @param from local time from which no message goes out any more, itself quiet
 * @param to local time from which messages go out again, itself not quiet; equal to {@code from} for no quiet hours
 * @param defaultZone for customers whose profile names no time zone
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId defaultZone) implements Guardrail {

    private static final String RULE = "quiet-hours";

    @Override
    public Optional<Action.Hold> blocks(Action.Send send, Standing standing) {
        Optional<ZoneId> zone = findZone(standing);
        if (zone.isEmpty()) {
            return Optional.of(withoutZone());
        }
        LocalTime local = send.at().atZone(zone.get()).toLocalTime();
        if (!isQuiet(local)) {
            return Optional.empty();
        }
        return Optional.of(new Action.Hold(
                RULE, "%s in %s is in the quiet hours from %s to %s".formatted(clock(local), zone.get(), from, to)));
    }

    /** The customer's zone, the default where the profile has none, empty where its text names no zone. */
    public Optional<ZoneId> findZone(Standing standing) {
        String text = standing.timeZone();
        if (text == null) {
            return Optional.of(defaultZone);
        }
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** The hold for a customer whose time zone cannot be told. */
    public Action.Hold withoutZone() {
        return new Action.Hold(RULE, "The time zone in the customer's profile is not a known one");
    }

    /** The first moment, not before the earliest, at which a message may go out. */
    public Instant nextAllowed(Instant earliest, ZoneId zone) {
        ZonedDateTime start = earliest.atZone(zone);
        if (!isQuiet(start.toLocalTime())) {
            return earliest;
        }
        LocalDate day = start.toLocalDate();
        // A clock set back shows the same local time twice, and the second may still be quiet; one set forward may
        // jump over a whole morning: three days hold an allowed moment in any zone.
        return List.of(day, day.plusDays(1), day.plusDays(2)).stream()
                .map(date -> date.atTime(to).atZone(zone))
                .flatMap(at -> List.of(at.withEarlierOffsetAtOverlap(), at.withLaterOffsetAtOverlap()).stream())
                .filter(at -> !at.toInstant().isBefore(earliest) && !isQuiet(at.toLocalTime()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no allowed moment after " + earliest + " in " + zone))
                .toInstant();
    }

    private boolean isQuiet(LocalTime local) {
        if (from.isBefore(to)) {
            return !local.isBefore(from) && local.isBefore(to);
        }
        return !from.equals(to) && (!local.isBefore(from) || local.isBefore(to));
    }

    private static LocalTime clock(LocalTime local) {
        return local.withSecond(0).withNano(0);
    }
}
