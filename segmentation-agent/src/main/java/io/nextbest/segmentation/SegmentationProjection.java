package io.nextbest.segmentation;

import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.models.segmentation.PurchaseLine;
import io.nextbest.runtime.Projection;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Folds purchase events into invoices. Leaves out what {@link PurchaseLine#amount} leaves out: unknown customers,
 * returns and rows without a price. A page is added up in memory first, so that it costs one statement.
 */
@Singleton
class SegmentationProjection implements Projection {

    private final SegmentationStore store;

    SegmentationProjection(SegmentationStore store) {
        this.store = store;
    }

    @Override
    public Set<String> kinds() {
        return Set.of("purchase");
    }

    @Override
    public void apply(Handle handle, List<StoredEvent> events) {
        Map<InvoicePart.Key, InvoicePart> parts = new LinkedHashMap<>();
        for (StoredEvent stored : events) {
            if (stored.event() instanceof Event.Purchase row) {
                add(parts, row);
            }
        }
        if (!parts.isEmpty()) {
            store.add(handle, parts.values());
        }
    }

    private static void add(Map<InvoicePart.Key, InvoicePart> parts, Event.Purchase row) {
        String customer = row.customerId();
        var line = new PurchaseLine(customer, row.invoice(), row.at(), row.quantity(), row.unitPrice());
        var amount = line.amount();
        if (customer != null && amount.isPresent()) {
            var key = new InvoicePart.Key(customer, row.invoice());
            parts.merge(key, new InvoicePart(key, row.at(), row.at(), amount.get()), InvoicePart::plus);
        }
    }

    @Override
    public void wipe(Handle handle) {
        store.clear(handle);
    }
}
