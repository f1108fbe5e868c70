package io.nextbest.segmentation;

import static io.nextbest.segmentation.OnlineRetail.purchase;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** An agent that is to decide by value bands, from customers who cannot carry them to such who can. */
@MicronautTest(environments = "segmentation", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ValueSettingTest implements RealPostgres {

    private static final String CUSTOMER = "{\"customer_id\":\"c1\"}";

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        properties.put("segmentation.model", "value");
        properties.put("segmentation.value-bands", "4");
        properties.put("segmentation.later-weeks", "13");
        properties.put("segmentation.starts", "3");
        return properties;
    }

    private void buyOnce(int from, int to) {
        log().append(IntStream.range(from, to)
                .mapToObj(i -> purchase(
                        "c" + i,
                        "once-" + i,
                        ValueShop.noon(ValueShop.LAST.minusDays(i * 37L % 300)),
                        BigDecimal.ONE,
                        BigDecimal.valueOf(5 + i * 17L % 400)))
                .toList());
    }

    @Test
    @Order(1)
    void trainsTheOthersWhereThereAreTooFewCustomers() {
        buyOnce(0, 39);
        var calls = new Calls(server);

        calls.train();
        assertThat(calls.get("/v1/agent/versions/standard/1").body())
                .contains("\"value_bands\":\"left out: the 39 customers with purchases cannot carry them: "
                        + "4 bands need 40 customers with purchases, and there are 39\"");
        assertThat(calls.get("/v1/agent/versions/parity/1").body()).contains("\"active\":true", "\"starts\":\"3\"");
        assertThat(calls.get("/v1/agent/versions/standard/1").body())
                .as("fewer starts than ten are too few to find the same segments again")
                .contains("\"starts\":\"10\"");
        assertThat(calls.get("/v1/agent/versions/value/1").statusCode()).isEqualTo(404);
        var byName = calls.post("/v1/segmentation/assign?model=value", CUSTOMER);
        assertThat(byName.statusCode()).isEqualTo(409);
        assertThat(byName.body()).contains("No value bands are trained yet");
        assertThat(calls.post("/v1/segmentation/assign", CUSTOMER).body()).contains("\"model\":\"standard@1\"");
        assertThat(calls.post("/v1/agent/versions/parity/1/activate", "").statusCode())
                .as("activated last, and yet it decides nothing")
                .isEqualTo(200);
        assertThat(calls.get("/v1/agent/status").body()).contains("\"model\":{\"model\":\"standard\",\"version\":1,");
        assertThat(calls.get("/health/readiness").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void trainsTheOthersWhereNobodyEverCameBack() {
        buyOnce(39, 120);
        var calls = new Calls(server);

        calls.train();

        assertThat(calls.get("/v1/agent/versions/standard/2").body())
                .contains("\"value_bands\":\"left out: the 120 customers with purchases cannot carry them: ");
        assertThat(calls.post("/v1/segmentation/assign", CUSTOMER).body()).contains("\"model\":\"standard@");
    }

    @Test
    @Order(3)
    void decidesByBandsOnceTheyAreTrained() {
        ValueShop.shoppers(200).forEach(one -> log().append(one.purchases()));
        var calls = new Calls(server);

        calls.train();

        assertThat(calls.get("/v1/agent/versions/value/1").body())
                .contains("\"bands\":\"4\"", "\"horizon_weeks\":\"13.0\"");
        assertThat(calls.post("/v1/segmentation/assign", CUSTOMER).body())
                .contains("\"model\":\"value@1\"", "to buy within 13 weeks");
        assertThat(calls.get("/v1/segmentation/profiles").body()).contains("Most valuable");
        assertThat(calls.post("/v1/segmentation/assign?model=standard", CUSTOMER)
                        .body())
                .contains("\"model\":\"standard@");
        assertThat(calls.get("/v1/segmentation/drift?months=1").body()).startsWith("{\"model\":\"value@1\"");
        assertThat(calls.post("/v1/segmentation/batch", "application/x-ndjson", CUSTOMER)
                        .body())
                .contains("\"model\":\"value@1\"");
        assertThat(calls.post("/segment/customer", CUSTOMER).body()).contains("\"model\":\"parity\"");
        assertThat(calls.get("/v1/agent/status").body()).contains("\"model\":{\"model\":\"value\",\"version\":1,");
    }

    /** Whoever comes in while a training reads is of the next one. */
    @Test
    @Order(4)
    void learnsFromTheRecordOfOneMoment() {
        var calls = new Calls(server);
        var trained = database.jdbi().inTransaction(handle -> {
            handle.execute("LOCK TABLE segmentation.invoice IN ACCESS EXCLUSIVE MODE");
            var training = CompletableFuture.supplyAsync(() -> calls.post("/v1/agent/train", ""));
            waitUntilItReadsInvoices(handle);
            handle.execute("""
                    INSERT INTO segmentation.invoice (customer, invoice, first_at, last_at, amount)
                    VALUES ('meanwhile', 'm-1', '2011-12-09T12:00:00Z', '2011-12-09T12:00:00Z', 5),
                           ('last', 'm-2', '2012-02-01T12:00:00Z', '2012-02-01T12:00:00Z', 5)
                    """);
            handle.execute("""
                    INSERT INTO segmentation.customer (customer, first_at, last_at, invoices, amount)
                    VALUES ('meanwhile', '2011-12-09T12:00:00Z', '2011-12-09T12:00:00Z', 1, 5)
                    """);
            return training;
        });

        assertThat(trained.join().statusCode()).isEqualTo(200);

        assertThat(trained.join().body()).doesNotContain("left out");
        assertThat(calls.get("/v1/agent/versions/value/2").body()).contains("\"customers\":321");
    }

    @Test
    @Order(5)
    void leavesBandsThatRefitsAgreeLessOnToAnOperator() {
        var calls = new Calls(server);
        String own = calls.get("/v1/agent/versions/value/2/artefact").body();

        var poorer = calls.post("/v1/agent/versions", own.replaceFirst("\"agreement\":[^,]+", "\"agreement\":0.3"));
        var same = calls.post("/v1/agent/versions", own.replaceFirst("\"seed\":[^,]+", "\"seed\":43"));

        assertThat(poorer.body())
                .contains("\"accepted\":false", "refits on redrawn customers agree to 0.30 only, and to 0.");
        assertThat(same.body()).contains("\"accepted\":true", "; active: agree to 0.");
    }

    private static void waitUntilItReadsInvoices(Handle handle) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        boolean waits = false;
        while (!waits) {
            assertThat(System.nanoTime())
                    .as("the training does not come to read")
                    .isLessThan(until);
            waits = handle.createQuery("""
                            SELECT count(*) > 0
                              FROM pg_catalog.pg_locks
                             WHERE relation = 'segmentation.invoice'::regclass AND NOT granted
                            """).mapTo(Boolean.class).one();
        }
    }
}
