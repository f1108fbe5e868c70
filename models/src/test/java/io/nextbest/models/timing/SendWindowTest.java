package io.nextbest.models.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SendWindowTest {

    private static final LocalTime MIDNIGHT = LocalTime.MIDNIGHT;

    @Test
    void takesEachHourAtItsNextBeginningOutsideTheQuietHours() {
        var moments = window("2011-12-10T12:50:00Z", "Europe/London", "21:00", "08:00")
                .moments();

        assertThat(moments.keySet()).containsExactly(8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(moments.get(13)).isEqualTo("2011-12-10T13:00:00Z");
        assertThat(moments.get(12)).isEqualTo("2011-12-11T12:00:00Z"); // it has begun, so the next day's
        assertThat(moments.get(8)).isEqualTo("2011-12-11T08:00:00Z");
    }

    @Test
    void takesTheHourThatBeginsRightNow() {
        var moments = window("2011-12-10T12:00:00Z", "Europe/London", "00:00", "00:00")
                .moments();

        assertThat(moments).hasSize(24);
        assertThat(moments.get(12)).isEqualTo("2011-12-10T12:00:00Z");
    }

    @Test
    void opensAtTheEndOfTheQuietHoursInsideAnHour() {
        var moments =
                window("2011-12-10T12:00:00Z", "Asia/Kolkata", "21:00", "08:30").moments();

        assertThat(moments.firstKey()).isEqualTo(8);
        assertThat(moments.get(8)).isEqualTo("2011-12-11T03:00:00Z"); // 08:30 at +05:30
    }

    @Test
    void skipsTheHourThatTheClockSkips() {
        // London, 2011-03-27: 01:00 becomes 02:00
        var moments = window("2011-03-26T23:30:00Z", "Europe/London", "00:00", "00:00")
                .moments();

        assertThat(moments.get(0)).isEqualTo("2011-03-27T00:00:00Z");
        assertThat(moments.get(1)).isEqualTo("2011-03-28T00:00:00Z");
        assertThat(moments.get(2)).isEqualTo("2011-03-27T01:00:00Z");
    }

    @Test
    void takesTheSecondPassOfARepeatedHourWhenTheFirstIsPast() {
        // London, 2011-10-30: 02:00 summer time becomes 01:00
        assertThat(window("2011-10-29T23:30:00Z", "Europe/London", "00:00", "00:00")
                        .moments()
                        .get(1))
                .isEqualTo("2011-10-30T00:00:00Z");
        assertThat(window("2011-10-30T00:30:00Z", "Europe/London", "00:00", "00:00")
                        .moments()
                        .get(1))
                .isEqualTo("2011-10-30T01:00:00Z");
    }

    @Test
    void knowsLeapDaysAndSkippedDays() {
        assertThat(window("2012-02-28T22:00:00Z", "UTC", "22:00", "10:00")
                        .moments()
                        .get(10))
                .isEqualTo("2012-02-29T10:00:00Z");
        // Samoa had no 30 December 2011: 23:00 on the 29th (UTC-10) is followed by midnight of the 31st (UTC+14)
        assertThat(window("2011-12-30T09:30:00Z", "Pacific/Apia", "22:00", "10:00")
                        .moments()
                        .get(10))
                .isEqualTo("2011-12-30T20:00:00Z");
    }

    @Test
    void isEmptyOnlyWhereNoMomentIsLeft() {
        // allowed from 02:00 to 02:01 only; New York skips it on 2011-03-13 but not on the 14th
        assertThat(window("2011-03-13T06:00:00Z", "America/New_York", "02:01", "02:00")
                        .moments())
                .containsExactly(Map.entry(2, Instant.parse("2011-03-14T06:00:00Z")));
    }

    /** 100,000 random moments, half of them around a clock change, in every zone, with every kind of quiet hours. */
    @Test
    void isNeverQuietNeverPastAndNeverEmpty() {
        var random = new SplittableRandom(29);
        List<ZoneId> zones = new ArrayList<>();
        ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).forEach(zones::add);
        for (int hours = -12; hours <= 14; hours++) {
            zones.add(ZoneId.of("UTC%+03d:00".formatted(hours)));
        }
        for (int i = 0; i < 100_000; i++) {
            ZoneId zone = zones.get(i % zones.size());
            var window = new SendWindow(moment(zone, random), zone, time(random), time(random));
            var moments = window.moments();

            assertThat(moments).as("%s", window).isNotEmpty();
            moments.forEach((hour, at) -> {
                LocalTime local = at.atZone(zone).toLocalTime();
                boolean holds = local.getHour() == hour
                        && !window.isQuiet(local)
                        && !quietByMinutes(local, window.quietFrom(), window.quietTo())
                        && !at.isBefore(window.notBefore())
                        && at.isBefore(window.notBefore().plus(SendWindow.LENGTH))
                        && (local.getMinute() == 0 || local.equals(window.quietTo()));
                if (!holds) {
                    throw new AssertionError("%s at %s in %s".formatted(hour, at, window));
                }
            });
        }
    }

    /** Walks the minutes from the beginning of the quiet hours to their end: the same question, asked another way. */
    private static boolean quietByMinutes(LocalTime time, LocalTime from, LocalTime to) {
        int length = Math.floorMod(to.toSecondOfDay() - from.toSecondOfDay(), 86_400);
        return Math.floorMod(time.toSecondOfDay() - from.toSecondOfDay(), 86_400) < length;
    }

    private static Instant moment(ZoneId zone, SplittableRandom random) {
        Instant any = Instant.parse("1990-01-01T00:00:00Z").plusSeconds(random.nextLong(50L * 365 * 86_400));
        ZoneOffsetTransition change = zone.getRules().nextTransition(any);
        return change == null || random.nextBoolean()
                ? any
                : change.getInstant().plusSeconds(random.nextLong(-60 * 3_600, 3 * 3_600));
    }

    private static LocalTime time(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> MIDNIGHT;
            case 1 -> LocalTime.of(random.nextInt(24), 0);
            default -> LocalTime.of(random.nextInt(24), random.nextInt(60));
        };
    }

    private static SendWindow window(String notBefore, String zone, String quietFrom, String quietTo) {
        return new SendWindow(
                Instant.parse(notBefore), ZoneId.of(zone), LocalTime.parse(quietFrom), LocalTime.parse(quietTo));
    }
}
