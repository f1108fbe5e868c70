package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.MovementReport;
import io.nextbest.models.segmentation.Movement;
import io.nextbest.segmentation.Trained.Customer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Assigns the customers of days by one version, and counts who went where. */
@Singleton
class SegmentMovement {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentMovement.class);

    private final ActiveSegments segments;
    private final Customers customers;
    private final SegmentationConfiguration configuration;
    private final Clock clock;

    SegmentMovement(
            ActiveSegments segments, Customers customers, SegmentationConfiguration configuration, Clock clock) {
        this.segments = segments;
        this.customers = customers;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** Between two days. */
    MovementReport report(
            @Nullable String model, @Nullable Integer version, @Nullable String from, @Nullable String to) {
        Trained trained = segments.trained(model, version, configuration.model());
        LocalDate after = last(to);
        LocalDate before = from == null ? monthsBefore(after, 1) : day("from", from);
        if (!before.isBefore(after)) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "from: must be a day before to.");
        }
        State then = at(before, trained);
        if (then.isEmpty()) {
            throw nobody(before);
        }
        return between(then, at(after, trained), trained);
    }

    /** From month to month, the oldest first, as far back as the record goes. */
    List<MovementReport> monthly(@Nullable String model, @Nullable Integer version, @Nullable String to, int months) {
        Trained trained = segments.trained(model, version, configuration.model());
        LocalDate last = last(to);
        List<MovementReport> reports = new ArrayList<>();
        State before = at(monthsBefore(last, months), trained);
        for (int back = months - 1; back >= 0; back--) {
            State after = at(monthsBefore(last, back), trained);
            if (!before.isEmpty()) {
                reports.add(between(before, after, trained));
            }
            before = after;
        }
        if (reports.isEmpty()) {
            throw nobody(monthsBefore(last, 1));
        }
        return reports;
    }

    /** The last day of the state after, as the caller gave it or the record has it. */
    private LocalDate last(@Nullable String to) {
        Customers.Days days =
                customers.findDays().orElseThrow(() -> insufficient("No customer has a purchase on record."));
        LocalDate last = to == null ? days.last() : day("to", to);
        LocalDate today = LocalDate.ofInstant(clock.instant(), configuration.timeZone());
        LocalDate latest = days.last().isAfter(today) ? days.last() : today;
        if (last.isAfter(latest)) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "to: must not be later than today, " + latest + ".");
        }
        return last;
    }

    /** @param segments by customer, of everybody who had bought by the end of the day */
    private record State(LocalDate day, Map<String, Integer> segments) {

        boolean isEmpty() {
            return segments.isEmpty();
        }
    }

    private State at(LocalDate day, Trained trained) {
        List<Customer> everybody = customers.list(trained, day);
        Map<String, Integer> segments = HashMap.newHashMap(everybody.size());
        everybody.forEach(one -> segments.put(one.id(), trained.assign(one).segment()));
        return new State(day, segments);
    }

    private static MovementReport between(State then, State now, Trained trained) {
        int[] before = new int[then.segments().size()];
        int[] after = new int[before.length];
        int i = 0;
        for (var one : then.segments().entrySet()) {
            before[i] = one.getValue();
            after[i] = now.segments().getOrDefault(one.getKey(), -1);
            i++;
        }
        Movement movement = Movement.of(before, after, trained.names().size());
        return new MovementReport(
                trained.label(),
                then.day(),
                now.day(),
                before.length,
                now.segments().size() - before.length,
                movement.stayed(),
                rows(movement, trained));
    }

    private static List<MovementReport.Row> rows(Movement movement, Trained trained) {
        int segments = trained.names().size();
        return IntStream.range(0, segments)
                .mapToObj(from -> new MovementReport.Row(
                        from,
                        trained.name(from),
                        (int) movement.counts().get(from).stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        IntStream.range(0, segments)
                                .mapToObj(to -> new MovementReport.Cell(
                                        to,
                                        trained.name(to),
                                        movement.counts().get(from).get(to).intValue(),
                                        movement.share(from, to)))
                                .toList()))
                .toList();
    }

    /** From one month's last day to that of a month before. */
    private static LocalDate monthsBefore(LocalDate day, int months) {
        YearMonth month = YearMonth.from(day);
        boolean last = month.atEndOfMonth().equals(day);
        return last ? month.minusMonths(months).atEndOfMonth() : day.minusMonths(months);
    }

    private static LocalDate day(String name, String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 1 && day.getYear() <= 9999) { // no clock and no database counts farther
                return day;
            }
        } catch (DateTimeException e) {
            LOG.debug("{} is no day", name, e);
        }
        throw new ServiceException(ErrorCode.INPUT_INVALID, name + ": must be a day, 2011-10-31.");
    }

    private static ServiceException nobody(LocalDate day) {
        return insufficient("Nobody had bought by " + day + ".");
    }

    private static ServiceException insufficient(String detail) {
        return new ServiceException(ErrorCode.DATA_INSUFFICIENT, detail);
    }
}
