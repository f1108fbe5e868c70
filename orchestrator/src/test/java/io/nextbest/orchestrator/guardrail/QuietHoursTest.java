package io.nextbest.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuietHoursTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private final QuietHours night = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0), LONDON);

    @ParameterizedTest(name = "{0} in {1}: blocked {2}")
    @CsvSource({
        "2011-12-10T20:59:59Z, Europe/London,    false",
        "2011-12-10T21:00:00Z, Europe/London,    true", // from is quiet
        "2011-12-11T07:59:59Z, Europe/London,    true",
        "2011-12-11T08:00:00Z, Europe/London,    false", // to is not
        "2011-07-10T07:30:00Z, Europe/London,    false", // summer: 08:30 there
        "2011-12-10T12:00:00Z, Asia/Tokyo,       true", // 21:00 there
        "2011-12-10T12:00:00Z, America/New_York, true", // 07:00 there
        "2011-12-10T13:00:00Z, America/New_York, false",
        "2011-12-10T12:00:00Z, Asia/Kathmandu,   false", // 17:45 there
    })
    void readsTheCustomersOwnClock(Instant at, String zone, boolean blocked) {
        assertThat(night.blocks(send(at), standing(zone)).isPresent()).isEqualTo(blocked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Olympus", "London", "Europe/London\u0000", "+99:00"})
    void blocksWhereTheTimeZoneCannotBeTold(String zone) {
        var noon = send(Instant.parse("2011-12-10T12:00:00Z"));

        assertThat(night.blocks(noon, standing(zone)).map(Action.Hold::rule)).contains("quiet-hours");
    }

    @Test
    void takesTheDefaultZoneForAProfileWithoutOne() {
        assertThat(night.blocks(send(Instant.parse("2011-12-10T12:00:00Z")), standing(null)))
                .isEmpty();
        assertThat(night.blocks(send(Instant.parse("2011-12-10T22:00:00Z")), standing(null)))
                .isPresent();
    }

    @Test
    void hasNoQuietHoursWhereBothEndsAreEqual() {
        var never = new QuietHours(LocalTime.NOON, LocalTime.NOON, LONDON);

        assertThat(never.blocks(send(Instant.parse("2011-12-10T12:00:00Z")), standing(null)))
                .isEmpty();
        assertThat(never.blocks(send(Instant.parse("2011-12-10T00:00:00Z")), standing(null)))
                .isEmpty();
    }

    @Test
    void readsAStretchInsideOneDay() {
        var siesta = new QuietHours(LocalTime.of(13, 0), LocalTime.of(15, 0), LONDON);

        assertThat(siesta.blocks(send(Instant.parse("2011-12-10T14:00:00Z")), standing(null)))
                .isPresent();
        assertThat(siesta.blocks(send(Instant.parse("2011-12-10T15:00:00Z")), standing(null)))
                .isEmpty();
        assertThat(siesta.blocks(send(Instant.parse("2011-12-10T02:00:00Z")), standing(null)))
                .isEmpty();
    }

    @ParameterizedTest(name = "not before {0}, quiet {1} to {2}: {3}")
    @CsvSource({
        "2011-12-10T12:00:00Z, 21:00, 08:00, 2011-12-10T12:00:00Z",
        "2011-12-10T21:00:00Z, 21:00, 08:00, 2011-12-11T08:00:00Z",
        "2011-12-11T03:00:00Z, 21:00, 08:00, 2011-12-11T08:00:00Z",
        "2011-03-26T22:00:00Z, 21:00, 08:00, 2011-03-27T07:00:00Z", // clocks went forward in the night
        "2011-10-29T21:00:00Z, 21:00, 08:00, 2011-10-30T08:00:00Z", // and back
        "2011-03-26T22:00:00Z, 21:00, 01:30, 2011-03-27T01:30:00Z", // 01:30 never struck: 02:30 summer time
        "2011-10-29T22:00:00Z, 21:00, 01:30, 2011-10-30T00:30:00Z", // the first of two 01:30
        "2011-10-30T01:10:00Z, 21:00, 01:30, 2011-10-30T01:30:00Z", // 01:10 for the second time: quiet again
    })
    void findsTheNextAllowedMoment(Instant earliest, LocalTime from, LocalTime to, Instant expected) {
        var quiet = new QuietHours(from, to, LONDON);

        assertThat(quiet.nextAllowed(earliest, LONDON)).isEqualTo(expected);
    }

    /** A year of London and of a zone that skipped a whole day, half-hour by half-hour. */
    @ParameterizedTest
    @ValueSource(strings = {"Europe/London", "Pacific/Apia", "Australia/Lord_Howe"})
    void neverProposesAQuietMoment(String zone) {
        for (Instant at = Instant.parse("2011-01-01T00:00:00Z");
                at.isBefore(Instant.parse("2012-01-05T00:00:00Z"));
                at = at.plusSeconds(1800)) {
            Instant next = night.nextAllowed(at, ZoneId.of(zone));

            assertThat(next).isAfterOrEqualTo(at);
            assertThat(night.blocks(send(next), standing(zone))).isEmpty();
        }
    }

    private static Action.Send send(Instant at) {
        return new Action.Send("send_message", null, "C7", "email", at);
    }

    private static Standing standing(String zone) {
        return new Standing(Map.of("email", true), zone, List.of());
    }
}
