package io.nextbest.segmentation;

import io.nextbest.models.segmentation.RfmTable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The customers as the record stood at the end of a day, from the invoices: nothing of it is stored. */
@Singleton
class PastTables {

    private final SegmentationStore store;
    private final SegmentationConfiguration configuration;

    PastTables(SegmentationStore store, SegmentationConfiguration configuration) {
        this.store = store;
        this.configuration = configuration;
    }

    /** Recency counts to the end of the day; empty if nobody had bought anything. */
    Optional<RfmTable> find(LocalDate day) {
        Instant end = day.plusDays(1).atStartOfDay(configuration.timeZone()).toInstant();
        // a nanosecond before the end would be rounded to the end: the database counts in microseconds
        var rows = store.listPurchasesAt(end.minus(1, ChronoUnit.MICROS)).stream()
                .map(one -> new RfmTable.Row(one.customer(), one.figures(end, configuration.timeZone())))
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(new RfmTable(end, rows));
    }

    /** First and last day of the record; empty without a purchase. */
    Optional<Days> findDays() {
        return store.findExtent().map(extent -> new Days(day(extent.firstAt()), day(extent.newestAt())));
    }

    record Days(LocalDate first, LocalDate last) {}

    private LocalDate day(Instant at) {
        return at.atZone(configuration.timeZone()).toLocalDate();
    }
}
