package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.DriftReport;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Drift;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the customers at month ends with those that a version learned from. Recency grows by itself while a closed
 * group of customers ages, so its alarm compares with the same month a year before, or keeps still.
 */
@Singleton
class SegmentDrift {

    private static final double LEVEL = 0.05;
    private static final String TRAINING = "training";

    private final ActiveSegments segments;
    private final PastTables past;
    private final SegmentationConfiguration configuration;

    SegmentDrift(ActiveSegments segments, PastTables past, SegmentationConfiguration configuration) {
        this.segments = segments;
        this.past = past;
        this.configuration = configuration;
    }

    DriftReport report(@Nullable String model, @Nullable Integer version, int months) {
        TrainedSegments trained = version == null
                ? segments.trained(model, configuration.model())
                : segments.version(model == null ? configuration.model() : model, version);
        PastTables.Days days = past.findDays()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.DATA_INSUFFICIENT,
                        "No customer has a purchase on record; import transactions first."));
        var base = new Base(trained, baseline(trained), days);
        List<DriftReport.Month> reported = new ArrayList<>();
        for (int back = months - 1; back >= 0; back--) {
            LocalDate end = lastWholeMonth(days.last()).minusMonths(back).atEndOfMonth();
            if (end.isAfter(days.first())) {
                past.find(end).ifPresent(table -> reported.add(month(end, table, base)));
            }
        }
        return new DriftReport(trained.label(), trained.artefact().data().to(), LEVEL, reported);
    }

    private static YearMonth lastWholeMonth(LocalDate last) {
        YearMonth month = YearMonth.from(last);
        return month.atEndOfMonth().equals(last) ? month : month.minusMonths(1);
    }

    /** As stored; of an artefact of the first release, as the record stood when it was trained. */
    private List<Deciles> baseline(TrainedSegments trained) {
        List<Deciles> stored = trained.artefact().evidence().baseline();
        if (!stored.isEmpty()) {
            return stored;
        }
        LocalDate day = trained.reference()
                .atZone(configuration.timeZone())
                .toLocalDate()
                .minusDays(1);
        return past.find(day)
                .map(StandardArtefact::deciles)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.DATA_INSUFFICIENT,
                        "%s was trained on customers who are not on record here.".formatted(trained.label())));
    }

    /** @param deciles of recency, frequency, monetary, as they were in training */
    private record Base(TrainedSegments trained, List<Deciles> deciles, PastTables.Days days) {}

    private DriftReport.Month month(LocalDate end, RfmTable table, Base base) {
        List<DriftReport.Figure> figures = List.of(
                recency(end, table, base),
                figure("frequency", base.deciles().get(1), StandardArtefact.figures(table, RfmFigures::frequency)),
                figure("monetary", base.deciles().get(2), StandardArtefact.figures(table, RfmFigures::monetary)));
        List<DriftReport.Share> shares = shares(table, base.trained());
        boolean alarm = figures.stream().anyMatch(DriftReport.Figure::alarm)
                || shares.stream().anyMatch(DriftReport.Share::alarm);
        return new DriftReport.Month(end, table.rows().size(), alarm, figures, shares);
    }

    private static DriftReport.Figure figure(String name, Deciles base, double[] now) {
        Drift.Index index = Drift.index(base, now, LEVEL);
        return new DriftReport.Figure(
                name, TRAINING, index.value(), index.critical(), index.pValue(), index.alarm(), null);
    }

    private DriftReport.Figure recency(LocalDate end, RfmTable table, Base base) {
        double[] now = StandardArtefact.figures(table, RfmFigures::recency);
        LocalDate yearBefore = YearMonth.from(end).minusYears(1).atEndOfMonth();
        Optional<RfmTable> before = yearBefore.isAfter(base.days().first()) ? past.find(yearBefore) : Optional.empty();
        Deciles against = before.map(then -> Deciles.of(StandardArtefact.figures(then, RfmFigures::recency)))
                .orElse(base.deciles().get(0));
        Drift.Index index = Drift.index(against, now, LEVEL);
        return new DriftReport.Figure(
                "recency",
                before.isPresent() ? yearBefore.toString() : TRAINING,
                index.value(),
                index.critical(),
                index.pValue(),
                before.isPresent() && index.alarm(),
                before.isPresent()
                        ? null
                        : "recency grows as customers age, and the record does not hold the same month a year before");
    }

    private static List<DriftReport.Share> shares(RfmTable table, TrainedSegments trained) {
        long[] before = trained.segments().profiles().stream()
                .mapToLong(ClusterProfile::customers)
                .toArray();
        long[] now = new long[before.length];
        for (RfmTable.Row row : table.rows()) {
            now[trained.segments().assign(row.figures()).cluster()]++;
        }
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
