package io.nextbest.engagement;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.ModelRegistry;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import io.nextbest.runtime.testing.RetailRows;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/** Measures the model and the projection on Online Retail, where the data folder is present; prints the figures. */
@MicronautTest(environments = "engagement", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineRetailFiguresTest implements RealPostgres {

    private static final int PAGE = 10_000;

    @Inject
    EngagementProjection projection;

    @Inject
    ModelRegistry registry;

    @Inject
    Database database;

    @Inject
    EmbeddedServer server;

    static boolean dataIsPresent() {
        return RetailRows.present();
    }

    @Test
    @EnabledIf("dataIsPresent")
    void ranksTheCustomersWhoBuyAgainAboveThoseWhoDoNot() throws IOException {
        var nanos = new AtomicLong();
        int rows = RetailRows.inPages(PAGE, OnlineRetailFiguresTest::stored, page -> {
            long start = System.nanoTime();
            database.jdbi().useTransaction(handle -> projection.apply(handle, page));
            nanos.addAndGet(System.nanoTime() - start);
        });
        ModelVersion version = registry.train(true).getFirst();

        System.out.printf(
                "%d events folded, %.0f events/s%n%s%n%s%n", rows, rows / (nanos.get() / 1e9), version, answer());
        assertThat(rows).isEqualTo(541_909);
        assertThat(version.model()).isEqualTo("recency-frequency");
        assertThat(version.metrics().get("auc")).isGreaterThan(0.7);
        assertThat(version.metrics().get("brier")).isLessThan(version.metrics().get("brier_of_the_share"));
    }

    private String answer() {
        String question = """
                {"customer_id":"12347"}""";
        return new Calls(server).post("/v1/engagement/predict", question).body();
    }

    private static StoredEvent stored(RetailRows.Row row) {
        return new StoredEvent(
                row.number(),
                Shop.row("r" + row.number(), row.customer(), row.at(), row.invoice(), row.quantity(), row.price()));
    }
}
