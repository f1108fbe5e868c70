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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Assigns the customers of two days by one version, and counts who went where. */
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

    MovementReport report(@Nullable String model, @Nullable String from, @Nullable String to) {
        Trained trained = segments.trained(model, configuration.model());
        Customers.Days days =
                customers.findDays().orElseThrow(() -> insufficient("No customer has a purchase on record."));
        LocalDate after = to == null ? days.last() : day("to", to);
        LocalDate today = LocalDate.ofInstant(clock.instant(), configuration.timeZone());
        LocalDate latest = days.last().isAfter(today) ? days.last() : today;
        if (after.isAfter(latest)) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "to: must not be later than today, " + latest + ".");
        }
        LocalDate before = from == null ? monthBefore(after) : day("from", from);
        if (!before.isBefore(after)) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "from: must be a day before to.");
        }
        List<Customer> then = customers.list(trained, before);
        if (then.isEmpty()) {
            throw insufficient("Nobody had bought by " + before + ".");
        }
        List<Customer> now = customers.list(trained, after);
        Map<String, Integer> segmentNow = HashMap.newHashMap(now.size());
        now.forEach(one -> segmentNow.put(one.id(), trained.assign(one).segment()));
        Movement movement = Movement.of(
                then.stream().mapToInt(one -> trained.assign(one).segment()).toArray(),
                then.stream()
                        .mapToInt(one -> segmentNow.getOrDefault(one.id(), -1))
                        .toArray(),
                trained.names().size());
        return new MovementReport(
                trained.label(),
                before,
                after,
                then.size(),
                now.size() - then.size(),
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

    /** From one month's last day to that of the month before. */
    private static LocalDate monthBefore(LocalDate day) {
        YearMonth month = YearMonth.from(day);
        boolean last = month.atEndOfMonth().equals(day);
        return last ? month.minusMonths(1).atEndOfMonth() : day.minusMonths(1);
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

    private static ServiceException insufficient(String detail) {
        return new ServiceException(ErrorCode.DATA_INSUFFICIENT, detail);
    }
}
