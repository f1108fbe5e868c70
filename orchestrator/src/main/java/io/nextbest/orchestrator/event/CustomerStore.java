package io.nextbest.orchestrator.event;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Known customers and their consents: derived from the log in the very transaction that appends. */
@Singleton
public final class CustomerStore {

    private record Row(@Nullable String timeZone, @Nullable String channel, @Nullable Boolean granted) {}

    /** Empty if no event in the log names this customer. */
    public Optional<CustomerFacts> findCustomer(Handle handle, String customerId) {
        var rows = handle.createQuery("""
                        SELECT customer.time_zone, consent.channel, consent.granted
                          FROM orchestrator.customer
                          LEFT JOIN orchestrator.consent
                            ON consent.customer_id = customer.customer_id AND consent.purpose = 'marketing'
                         WHERE customer.customer_id = :customerId
                        """)
                .bind("customerId", customerId)
                .map((row, context) -> new Row(
                        row.getString("time_zone"), row.getString("channel"), row.getObject("granted", Boolean.class)))
                .list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Boolean> consents = new HashMap<>();
        for (Row row : rows) {
            if (row.channel() != null && row.granted() != null) {
                consents.put(row.channel(), row.granted());
            }
        }
        return Optional.of(new CustomerFacts(customerId, rows.getFirst().timeZone(), consents));
    }
}
