package io.nextbest.orchestrator.decision;

import io.nextbest.runtime.Database;
import jakarta.inject.Singleton;
import java.util.List;

/** Customers on whom a decision can be practised. */
@Singleton
final class PracticeStore {

    private final Database database;

    PracticeStore(Database database) {
        this.database = database;
    }

    /** Some who may be written to, so that a practised decision asks every agent; empty for an empty log. */
    List<String> listCustomers(int most) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT DISTINCT customer_id
                          FROM orchestrator.consent
                         WHERE granted AND purpose = 'marketing'
                         ORDER BY customer_id
                         LIMIT :most
                        """)
                        .bind("most", most)
                        .mapTo(String.class)
                        .list());
    }
}
