package io.nextbest.timing;

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
@MicronautTest(environments = "timing", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineRetailFiguresTest implements RealPostgres {

    private static final int PAGE = 10_000;

    @Inject
    TimingProjection projection;

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
    void foretellsLaterHoursBetterFromTheCustomersOwnThanFromEverybodys() throws IOException {
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
        assertThat(version.metrics().get("customers")).isBetween(4_330.0, 4_345.0);
        assertThat(version.metrics().get("later_events")).isGreaterThan(3_000);
        assertThat(version.metrics().get("log_likelihood_gain_per_later_event")).isPositive();
    }

    private String answer() {
        String question = """
                {"customer_id":"12347","seed":7,"not_before":"2011-12-10T12:50:00Z",
                 "time_zone":"Europe/London","quiet_from":"21:00","quiet_to":"08:00"}""";
        return new Calls(server).post("/v1/timing/choose", question).body();
    }

    private static StoredEvent stored(RetailRows.Row row) {
        return new StoredEvent(
                row.number(), Habits.row("r" + row.number(), row.customer(), row.at(), row.invoice(), row.quantity()));
    }
}
