package io.nextbest.segmentation;

import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.value.History;
import io.nextbest.runtime.EventReader;
import io.nextbest.segmentation.Trained.Customer;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The customers on record at a moment, read as a version judges them: by what their purchases sum up to, or by the days
 * of them. How the record stood at a past day comes from the invoices; nothing of it is stored.
 */
@Singleton
class Customers {

    private final SegmentationStore store;
    private final SpendStore spend;
    private final EventReader reader;
    private final ZoneId zone;

    Customers(SegmentationStore store, SpendStore spend, EventReader reader, SegmentationConfiguration configuration) {
        this.store = store;
        this.spend = spend;
        this.reader = reader;
        this.zone = configuration.timeZone();
    }

    /**
     * The moment as of which a version answers: a day after the last purchase of all, or that of its training. Looks
     * at the log first, so that what is then read holds every purchase acknowledged before.
     */
    Instant referenceNow(Trained trained) {
        reader.refresh(null);
        return store.findNewestAt()
                .map(newest -> trained.referenceAt(newest, zone))
                .orElse(trained.reference());
    }

    /** Everything of one customer, as of now; empty if none of his purchases is on record. */
    Optional<Customer> find(String id, Trained trained) {
        return store.findPurchases(id).flatMap(found -> {
            Instant reference = trained.referenceAt(found.newestAt(), zone);
            RfmFigures figures = figures(found.purchases(), reference);
            return trained.readsDays()
                    ? Optional.ofNullable(histories(List.of(id), reference).get(id))
                            .map(history -> new Customer(id, figures, history))
                    : Optional.of(new Customer(id, figures, null));
        });
    }

    /** Those of these customers who are on record, by their ids. */
    Map<String, Customer> find(Collection<String> ids, Trained trained, Instant reference) {
        Map<String, Customer> found = HashMap.newHashMap(ids.size());
        if (ids.isEmpty()) {
            return found;
        }
        if (trained.readsDays()) {
            histories(ids, reference).forEach((id, history) -> found.put(id, new Customer(id, null, history)));
        } else {
            store.listPurchases(ids).forEach(one -> found.put(one.customer(), customer(one, reference)));
        }
        return found;
    }

    /** The first so many, by their ids. */
    List<Customer> listFirst(int customers, Trained trained, Instant reference) {
        List<Purchases> first = store.listFirst(customers);
        if (!trained.readsDays()) {
            return first.stream().map(one -> customer(one, reference)).toList();
        }
        Map<String, Customer> found =
                find(first.stream().map(Purchases::customer).toList(), trained, reference);
        return first.stream()
                .map(one -> found.get(one.customer()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Everybody, in no order. */
    List<Customer> list(Trained trained, Instant reference) {
        return trained.readsDays()
                ? customers(spend.listHistories(reference, day(reference)))
                : store.listPurchases().stream()
                        .map(one -> customer(one, reference))
                        .toList();
    }

    /**
     * Everybody as a training at the end of a day would have seen them, from a day after the last purchase until then;
     * in no order, empty if nobody had bought anything.
     */
    List<Customer> list(Trained trained, LocalDate day) {
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        // a nanosecond before the end would be rounded to the end: the database counts in microseconds
        Instant last = end.minus(1, ChronoUnit.MICROS);
        if (trained.readsDays()) {
            return store.findNewestAt(last)
                    .map(newest -> customers(spend.listHistories(last, day(RfmTable.dayAfter(newest, zone)))))
                    .orElse(List.of());
        }
        return RfmTable.of(store.listPurchasesAt(last), zone).map(RfmTable::rows).orElse(List.of()).stream()
                .map(row -> new Customer(row.customer(), row.figures(), null))
                .toList();
    }

    private static List<Customer> customers(List<History> histories) {
        return histories.stream()
                .map(history -> new Customer(history.customer(), null, history))
                .toList();
    }

    private Map<String, History> histories(Collection<String> ids, Instant reference) {
        return spend.findHistories(ids, day(reference));
    }

    private Customer customer(Purchases purchases, Instant reference) {
        return new Customer(purchases.customer(), figures(purchases, reference), null);
    }

    /** A purchase that came in since the reference was looked up is its own reference. */
    private RfmFigures figures(Purchases purchases, Instant reference) {
        boolean meanwhile = purchases.lastAt().isAfter(reference);
        return purchases.figures(meanwhile ? purchases.lastAt() : reference, zone);
    }

    /** First and last day of the record; empty without a purchase. */
    Optional<Days> findDays() {
        return store.findExtent().map(extent -> new Days(day(extent.firstAt()), day(extent.newestAt())));
    }

    record Days(LocalDate first, LocalDate last) {}

    private LocalDate day(Instant at) {
        return at.atZone(zone).toLocalDate();
    }
}
