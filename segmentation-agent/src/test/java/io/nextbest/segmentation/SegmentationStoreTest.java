package io.nextbest.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is asked with every answer reads a few rows of many. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentationStoreTest implements RealPostgres {

    private static final Instant LAST = Instant.parse("2011-12-09T12:50:00Z");

    @Inject
    SegmentationStore store;

    @Inject
    Database database;

    private final AtomicReference<String> statement = new AtomicReference<>("");

    @BeforeAll
    void fill() {
        List<InvoicePart> parts = IntStream.range(0, 20_000)
                .mapToObj(i -> new InvoicePart(
                        new InvoicePart.Key((i % 2 == 0 ? "B" : "a") + i, "i"),
                        LAST.minusSeconds(i * 60L + 9),
                        LAST.minusSeconds(i * 60L),
                        BigDecimal.ONE))
                .toList();
        database.jdbi().useTransaction(handle -> store.add(handle, parts));
        database.jdbi().useHandle(handle -> handle.execute("ANALYZE segmentation.customer"));
        database.jdbi().getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                statement.set(context.getRenderedSql());
            }
        });
    }

    /** How the database carries out the last statement. */
    private String plan(Map<String, ?> parameters) {
        String sql = statement.get();
        return database.jdbi()
                .withHandle(handle -> String.join(
                        "\n",
                        handle.createQuery("EXPLAIN " + sql)
                                .bindMap(parameters)
                                .mapTo(String.class)
                                .list()));
    }

    @Test
    void findsTheNewestPurchaseByAnIndex() {
        assertThat(store.findNewestAt()).contains(LAST);

        assertThat(plan(Map.of())).contains("using customer_last_at").doesNotContain("Seq Scan");
    }

    @Test
    void listsTheFirstCustomersByAnIndexInTheOrderOfBytes() {
        assertThat(store.listFirst(3)).extracting(Purchases::customer).containsExactly("B0", "B10", "B100");

        assertThat(plan(Map.of("customers", 3))).contains("Index Scan using").doesNotContain("Seq Scan", "Sort");
    }

    @Test
    void findsACustomerAndTheNewestPurchaseInOneStatement() {
        var found = store.findPurchases("a19999").orElseThrow();

        assertThat(found.newestAt()).isEqualTo(LAST);
        assertThat(found.purchases().lastAt()).isEqualTo(LAST.minusSeconds(19_999 * 60L));
        assertThat(plan(Map.of("customer", "a19999"))).doesNotContain("Seq Scan");
    }
}
