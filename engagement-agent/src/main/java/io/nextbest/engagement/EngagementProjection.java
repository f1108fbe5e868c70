package io.nextbest.engagement;

import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.engagement.EngagementStore.InvoiceKey;
import io.nextbest.engagement.EngagementStore.Summary;
import io.nextbest.runtime.Projection;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Folds purchases, interactions and older systems' summaries into the agent's tables. */
@Singleton
class EngagementProjection implements Projection {

    private final EngagementStore store;

    EngagementProjection(EngagementStore store) {
        this.store = store;
    }

    @Override
    public Set<String> kinds() {
        return Set.of("purchase", "interaction", "profile_change");
    }

    @Override
    public void apply(Handle handle, List<StoredEvent> events) {
        Map<InvoiceKey, Instant> invoices = new LinkedHashMap<>();
        Map<String, Instant> visits = new LinkedHashMap<>();
        for (StoredEvent stored : events) {
            switch (stored.event()) {
                case Event.Purchase purchase -> {
                    String customerId = purchase.customerId();
                    if (customerId != null && isBought(purchase)) {
                        invoices.merge(
                                new InvoiceKey(customerId, purchase.invoice()),
                                purchase.at(),
                                (a, b) -> b.isBefore(a) ? b : a);
                    }
                }
                case Event.Interaction interaction ->
                    visits.merge(interaction.customerId(), interaction.at(), (a, b) -> b.isAfter(a) ? b : a);
                case Event.ProfileChange change -> {
                    var summary = new Summary(
                            date(change.attributes().get("last_active")),
                            count(change.attributes().get("purchases")));
                    if (summary.lastActive() != null || summary.purchases() != null) {
                        store.mergeSummary(handle, change.customerId(), summary);
                    }
                }
                default -> {}
            }
        }
        if (!invoices.isEmpty()) {
            store.addInvoices(handle, invoices);
        }
        if (!visits.isEmpty()) {
            store.addVisits(handle, visits);
        }
    }

    @Override
    public void wipe(Handle handle) {
        store.wipe(handle);
    }

    /** Returns, gifts and corrections are no purchases. */
    private static boolean isBought(Event.Purchase purchase) {
        return purchase.quantity().signum() > 0 && purchase.unitPrice().signum() > 0;
    }

    /** Null for what is no date between the years 1900 and 2200: an attribute is free text. */
    private static @Nullable LocalDate date(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(text);
            return date.getYear() >= 1900 && date.getYear() <= 2200 ? date : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Null for what is no number of purchases. */
    private static @Nullable Integer count(@Nullable String text) {
        return text != null && text.matches("\\d{1,7}") && Integer.parseInt(text) <= 1_000_000
                ? Integer.valueOf(text)
                : null;
    }
}
