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
import org.jspecify.annotations.Nullable;

/**
 * Compares the customers at month ends with those that a version learned from. Recency grows by itself while a closed
 * group of customers ages, so the alarm of a figure that ages compares with the same month a year before, or keeps
 * still. A month that was over before the training's last purchase is told as history, without alarms.
 */
@Singleton
class SegmentDrift {

    private static final double LEVEL = 0.05;
    private static final String TRAINING = "training";
    private static final String AGES =
            "%s changes as customers age, and the record does not hold the same month a year before: no alarm";
    private static final String SEEN = "%s learned from purchases up to %s, after this month was over: its figures are"
            + " history and raise no alarm, as what customers bought adds up over time";

    private final ActiveSegments segments;
    private final Customers customers;
    private final SegmentationConfiguration configuration;

    SegmentDrift(ActiveSegments segments, Customers customers, SegmentationConfiguration configuration) {
        this.segments = segments;
        this.customers = customers;
        this.configuration = configuration;
    }

    DriftReport report(@Nullable String model, @Nullable Integer version, int months) {
        Trained trained = segments.trained(model, version, configuration.model());
        Customers.Days days = customers
                .findDays()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.DATA_INSUFFICIENT,
                        "No customer has a purchase on record; import transactions first."));
        Base base = base(trained, days.first());
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

    /** Recency counted back in training from a day after the last purchase. */
    private LocalDate learnedTo(Trained trained) {
        return trained.reference()
                .atZone(configuration.timeZone())
                .toLocalDate()
                .minusDays(1);
    }

    /** What the training saw, as stored; of a version that stored none, what the record holds of that time today. */
    private Base base(Trained trained, LocalDate first) {
        LocalDate learnedTo = learnedTo(trained);
        List<Deciles> stored = trained.baseline();
        if (!stored.isEmpty()) {
            return new Base(trained, stored, TRAINING, first, learnedTo);
        }
        List<Customer> then = customers.list(trained, learnedTo);
        if (then.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.DATA_INSUFFICIENT,
                    "%s was trained on customers who are not on record here.".formatted(trained.label()));
        }
        List<Deciles> today = trained.figures().stream()
                .map(figure -> Deciles.of(figure.of(then)))
                .toList();
        return new Base(trained, today, learnedTo.toString(), first, learnedTo);
    }

    /**
     * @param deciles of the version's figures, as they were in training
     * @param source where they are from: {@link #TRAINING}, or the day that the record was read as of
     * @param first day of the record
     * @param learnedTo day of the last purchase that the version learned from
     */
    private record Base(Trained trained, List<Deciles> deciles, String source, LocalDate first, LocalDate learnedTo) {

        /** Figures sum up over time: those of a month that the version has seen the end of differ by themselves. */
        boolean hasSeen(LocalDate end) {
            return end.isBefore(learnedTo);
        }
    }

    private DriftReport.Month month(LocalDate end, List<Customer> now, Base base) {
        Trained trained = base.trained();
        LocalDate yearBefore = YearMonth.from(end).minusYears(1).atEndOfMonth();
        List<Customer> before = yearBefore.isAfter(base.first()) ? customers.list(trained, yearBefore) : List.of();
        boolean seen = base.hasSeen(end);
        List<Drift.Index> tested = new ArrayList<>();
        List<DriftReport.Figure> figures = new ArrayList<>();
        for (int i = 0; i < trained.figures().size(); i++) {
            Figure figure = trained.figures().get(i);
            boolean yearly = figure.ages() && !before.isEmpty();
            Deciles against =
                    yearly ? Deciles.of(figure.of(before)) : base.deciles().get(i);
            Drift.Index index = Drift.index(against, figure.of(now), LEVEL);
            boolean tells = !seen && (yearly || !figure.ages());
            if (tells) {
                tested.add(index);
            }
            figures.add(new DriftReport.Figure(
                    figure.name(),
                    yearly ? yearBefore.toString() : base.source(),
                    index.value(),
                    index.critical(),
                    index.pValue(),
                    tells ? index.alarm() : null,
                    figure.ages() && !yearly ? AGES.formatted(figure.name()) : null));
        }
        List<Drift.Share> shares = shares(now, trained);
        return new DriftReport.Month(
                end,
                now.size(),
                seen ? null : Drift.alarm(tested, shares, LEVEL),
                seen ? SEEN.formatted(trained.label(), base.learnedTo()) : null,
                figures,
                shares.stream().map(share -> share(share, trained, seen)).toList());
    }

    private static List<Drift.Share> shares(List<Customer> customers, Trained trained) {
        long[] before = trained.artefact().profiles().stream()
                .mapToLong(ClusterProfile::customers)
                .toArray();
        long[] now = new long[before.length];
        customers.forEach(one -> now[trained.assign(one).segment()]++);
        return Drift.shares(before, now, LEVEL);
    }

    private static DriftReport.Share share(Drift.Share share, Trained trained, boolean seen) {
        return new DriftReport.Share(
                share.cluster(),
                trained.name(share.cluster()),
                share.before(),
                share.now(),
                share.z(),
                seen ? null : share.alarm());
    }
}
