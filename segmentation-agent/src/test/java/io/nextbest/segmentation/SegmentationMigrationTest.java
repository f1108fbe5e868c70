package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.contracts.event.Event;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.EventReader;
import io.nextbest.runtime.Service;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Databases that earlier releases left behind, with rows in them. */
class SegmentationMigrationTest {

    private static final Instant NOON = Instant.parse("2011-03-01T12:00:00Z");

    private final Map<String, String> database = TestDatabases.fresh();

    private Jdbi left(String release) {
        String url = database.get("database.url");
        String user = database.get("database.user");
        String password = database.get("database.password");
        var flyway = Flyway.configure()
                .dataSource(url, user, password)
                .defaultSchema("segmentation")
                .schemas("segmentation")
                .ignoreMigrationPatterns("*:missing");
        flyway.locations("classpath:db/runtime").target("0.1").load().migrate();
        flyway.locations("classpath:db/segmentation").target(release).load().migrate();
        return Jdbi.create(url, user, password);
    }

    private Map<String, Object> settings(EventLog log) {
        Map<String, Object> settings = new HashMap<>(database);
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", log.url());
        settings.put("log-reader.poll-interval", "1h");
        return settings;
    }

    /** Customers with one invoice and with many, of one row and of several, and with amounts of many decimals. */
    private static List<Event.Purchase> purchases() {
        List<Event.Purchase> purchases = new ArrayList<>();
        for (int customer = 0; customer < 40; customer++) {
            for (int invoice = 0; invoice <= customer % 5; invoice++) {
                for (int row = 0; row <= invoice; row++) {
                    purchases.add(purchase(
                            "c" + customer,
                            customer + "-" + invoice,
                            NOON.plus(Duration.ofHours(31L * customer + 977L * invoice + row)),
                            new BigDecimal("1.5"),
                            new BigDecimal("0.333").add(BigDecimal.valueOf(customer * 7L + row, 1))));
                }
            }
        }
        return purchases;
    }

    private static List<String> rows(Jdbi jdbi, String table) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT row_of::text FROM segmentation.%s AS row_of ORDER BY 1".formatted(table))
                .mapTo(String.class)
                .list());
    }

    @Test
    void fillsTheTablesOfTheFirstReleaseAsARebuildWould() {
        try (var log = new EventLog()) {
            log.append(purchases());
            Jdbi first = left("1");
            for (Event.Purchase one : purchases()) { // as the first release stored them
                first.useHandle(handle -> handle.createUpdate("""
                                INSERT INTO segmentation.invoice AS kept (customer, invoice, first_at, last_at, amount)
                                VALUES (:customer, :invoice, :at, :at, :amount)
                                    ON CONFLICT (customer, invoice) DO UPDATE
                                   SET first_at = least(kept.first_at, excluded.first_at),
                                       last_at  = greatest(kept.last_at, excluded.last_at),
                                       amount   = kept.amount + excluded.amount
                                """)
                        .bind("customer", one.customerId())
                        .bind("invoice", one.invoice())
                        .bind("at", one.at())
                        .bind("amount", one.quantity().multiply(one.unitPrice()))
                        .execute());
            }
            first.useHandle(handle -> handle.execute(
                    "UPDATE segmentation.log_offset SET last_seq = ?",
                    purchases().size()));

            try (var process = Service.start("segmentation", settings(log))) {
                Jdbi now = process.getBean(Database.class).jdbi();
                List<String> migrated = rows(now, "customer");
                List<String> invoices = rows(now, "invoice");
                assertThat(migrated).hasSize(40);
                assertThat(invoices).hasSize(120);

                process.getBean(EventReader.class).rebuild();

                assertThat(rows(now, "customer")).isEqualTo(migrated);
                assertThat(rows(now, "invoice")).isEqualTo(invoices);
            }
        }
    }

    @Test
    void keepsTheLaterOfTwoNamesThatWereOneButForCase() {
        try (var log = new EventLog()) {
            left("3").useHandle(handle -> handle.execute("""
                            INSERT INTO segmentation.segment_name (model, version, segment_id, name, named_at)
                            VALUES ('standard', 1, 0, 'Twins', '2011-12-01T00:00:00Z'),
                                   ('standard', 1, 1, 'twins', '2011-12-02T00:00:00Z'),
                                   ('standard', 1, 2, 'Alone', '2011-12-02T00:00:00Z'),
                                   ('standard', 2, 0, 'Twins', '2011-12-01T00:00:00Z')
                            """));

            try (var process = Service.start("segmentation", settings(log))) {
                var names = process.getBean(SegmentNameStore.class);

                assertThat(names.names("standard", 1)).isEqualTo(Map.of(1, "twins", 2, "Alone"));
                assertThat(names.names("standard", 2)).isEqualTo(Map.of(0, "Twins"));
            }
        }
    }
}
