package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.DriftReport;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Drift;
import io.nextbest.segmentation.Trained.Customer;
import io.nextbest.segmentation.Trained.Figure;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the customers at month ends with those that a version learned from. Recency grows by itself while a closed
 * group of customers ages, so the alarm of a figure that ages compares with the same month a year before, or keeps
 * still.
 */
@Singleton
class SegmentDrift {

    private static final double LEVEL = 0.05;
    private static final String TRAINING = "training";

    private final ActiveSegments segments;
    private final Customers customers;
    private final SegmentationConfiguration configuration;

    SegmentDrift(ActiveSegments segments, Customers customers, SegmentationConfiguration configuration) {
        this.segments = segments;
        this.customers = customers;
        this.configuration = configuration;
    }

    DriftReport report(@Nullable String model, @Nullable Integer version, int months) {
        Trained trained = version == null
                ? segments.trained(model, configuration.model())
                : segments.version(model == null ? configuration.model() : model, version);
        Customers.Days days = customers
                .findDays()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.DATA_INSUFFICIENT,
                        "No customer has a purchase on record; import transactions first."));
        var base = new Base(trained, baseline(trained), days);
        List<DriftReport.Month> reported = new ArrayList<>();
        for (int back = months - 1; back >= 0; back--) {
            LocalDate end = lastWholeMonth(days.last()).minusMonths(back).atEndOfMonth();
            if (end.isAfter(days.first())) {
                List<Customer> then = customers.list(trained, end);
                if (!then.isEmpty()) {
                    reported.add(month(end, then, base));
                }
            }
        }
        return new DriftReport(trained.label(), trained.artefact().data().to(), LEVEL, reported);
    }

    private static YearMonth lastWholeMonth(LocalDate last) {
        YearMonth month = YearMonth.from(last);
        return month.atEndOfMonth().equals(last) ? month : month.minusMonths(1);
    }

    /** As stored; of an artefact of an earlier release, as the record stood when it was trained. */
    private List<Deciles> baseline(Trained trained) {
        List<Deciles> stored = trained.baseline();
        if (!stored.isEmpty()) {
            return stored;
        }
        LocalDate day = trained.reference()
                .atZone(configuration.timeZone())
                .toLocalDate()
                .minusDays(1);
        List<Customer> then = customers.list(trained, day);
        if (then.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.DATA_INSUFFICIENT,
                    "%s was trained on customers who are not on record here.".formatted(trained.label()));
        }
        return trained.figures().stream()
                .map(figure -> Deciles.of(figure.of(then)))
                .toList();
    }

    /** @param deciles of the version's figures, as they were in training */
    private record Base(Trained trained, List<Deciles> deciles, Customers.Days days) {}

    private DriftReport.Month month(LocalDate end, List<Customer> now, Base base) {
        Trained trained = base.trained();
        LocalDate yearBefore = YearMonth.from(end).minusYears(1).atEndOfMonth();
        List<Customer> before =
                yearBefore.isAfter(base.days().first()) ? customers.list(trained, yearBefore) : List.of();
        List<DriftReport.Figure> figures = IntStream.range(0, trained.figures().size())
                .mapToObj(i -> {
                    Figure figure = trained.figures().get(i);
                    if (figure.ages() && !before.isEmpty()) {
                        return figure(figure, yearBefore.toString(), Deciles.of(figure.of(before)), now);
                    }
                    return figure(figure, TRAINING, base.deciles().get(i), now);
                })
                .toList();
        List<DriftReport.Share> shares = shares(now, trained);
        boolean alarm = figures.stream().anyMatch(DriftReport.Figure::alarm)
                || shares.stream().anyMatch(DriftReport.Share::alarm);
        return new DriftReport.Month(end, now.size(), alarm, figures, shares);
    }

    private static DriftReport.Figure figure(Figure figure, String against, Deciles base, List<Customer> now) {
        Drift.Index index = Drift.index(base, figure.of(now), LEVEL);
        boolean still = figure.ages() && against.equals(TRAINING);
        return new DriftReport.Figure(
                figure.name(),
                against,
                index.value(),
                index.critical(),
                index.pValue(),
                !still && index.alarm(),
                still
                        ? "%s changes as customers age, and the record does not hold the same month a year before"
                                .formatted(figure.name())
                        : null);
    }

    private static List<DriftReport.Share> shares(List<Customer> customers, Trained trained) {
        long[] before = trained.artefact().profiles().stream()
                .mapToLong(ClusterProfile::customers)
                .toArray();
        long[] now = new long[before.length];
        customers.forEach(one -> now[trained.assign(one).segment()]++);
        return Drift.shares(before, now, LEVEL).stream()
                .map(share -> new DriftReport.Share(
                        share.cluster(),
                        trained.name(share.cluster()),
                        share.before(),
                        share.now(),
                        share.z(),
                        share.alarm()))
                .toList();
    }
}
