package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.Event;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The common process over real HTTP and a real PostgreSQL, tried on the smallest agent. */
@MicronautTest(environments = "probe", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuntimeTest implements RealPostgres {

    @Inject
    io.micronaut.runtime.server.EmbeddedServer server;

    @Inject
    EventReader reader;

    @Inject
    Database database;

    private final java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient();

    private java.net.http.HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(server.getURI().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private java.net.http.HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                java.net.http.HttpRequest.newBuilder(server.getURI().resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void answersTheOlderServicesHealthBody() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\",\"service\":\"probe-agent\"}");
        assertThat(get("/health/liveness").body()).contains("\"status\":\"UP\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html,application/xhtml+xml,*/*;q=0.8", "text/html", "*/*", "application/json"})
    void leadsFromTheRootToTheOperations(String accepted) throws Exception {
        var answer = get("/", "Accept", accepted);

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("location")).contains("/docs");
        assertThat(get("/docs").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"recency\":1,\"frequency\":2}                      | monetary",
                "{\"recency\":1,\"frequency\":2,\"monetary\":null}    | monetary",
                "{\"recency\":-1,\"frequency\":2,\"monetary\":3}      | recency",
                "{\"recency\":1,\"frequency\":0,\"monetary\":3}       | frequency",
                "{\"recency\":\"x\",\"frequency\":2,\"monetary\":3}   | recency",
                "{\"recency\":1,\"frequency\":2,\"monetary\":\"NaN\"} | monetary",
                "{\"recency\":1,\"frequency\":2,\"monetary\":NaN}     | ",
                "{\"recency\":1,\"frequency\":2,\"monetary\":1e400}   | monetary",
                "{\"recency\":1,\"frequency\":2,\"monetary\":3,\"x\":1} | x",
                "{\"recency\":1.5,\"frequency\":2,\"monetary\":3}     | recency",
                "{\"recency\":99999999999,\"frequency\":2,\"monetary\":3} | recency",
                "[1,2]                                                | ",
                "{\"recency\":1,                                      | ",
                "not json                                             | ",
            })
    void refusesABadInputAndNamesTheField(String body, String field) throws Exception {
        var answer = post("/probe/rfm", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"error\":");
        if (field != null) {
            assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
        }
    }

    @Test
    void refusesAnEmptyBodyAndAHugeOne() throws Exception {
        assertThat(post("/probe/rfm", "").statusCode()).isEqualTo(400);
        assertThat(post("/probe/rfm", "{\"recency\":" + " ".repeat(1_000_000) + "1}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void namesAMemberInSnakeCase() throws Exception {
        assertThat(post("/probe/customer", "{}").body()).contains("\"field\":\"customer_id\"");
        assertThat(post("/probe/customer", "{\"customer_id\":\"\"}").body()).contains("\"field\":\"customer_id\"");
    }

    @Test
    void tellsTheCallerNothingOfAFailure() throws Exception {
        var answer = get("/probe/fail");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .doesNotContain("secret", "jdbc", "IllegalState")
                .contains("its log has the cause");
    }

    @Test
    void refusesAnUnknownPathAndAWrongMethodInTheSameShape() throws Exception {
        assertThat(get("/nothing").body()).contains("\"status\":404", "\"error\":");
        assertThat(get("/probe/rfm").statusCode()).isEqualTo(405);
    }

    @Test
    void continuesTheCallersTraceOnAVirtualThread() throws Exception {
        var answer = get("/probe/trace", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        assertThat(answer.body()).isEqualTo("0af7651916cd43dd8448eb211c80319c true");
    }

    /** The service calls itself as the orchestrator calls an agent: the second request knows the first one's trace. */
    @Test
    void handsItsTraceOnToTheServiceItCalls() throws Exception {
        var answer = get("/probe/relay", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        assertThat(answer.body()).isEqualTo("true 0af7651916cd43dd8448eb211c80319c true");
    }

    @Test
    void measuresItsRequests() throws Exception {
        get("/health/liveness");

        assertThat(get("/prometheus").body())
                .contains("http_server_requests_seconds_count", "hikaricp_connections", "jvm_memory_used_bytes");
    }

    @Test
    void readsTheLogTrainsAndRebuilds() throws Exception {
        log().append(IntStream.range(0, 25)
                .mapToObj(i -> new Event.Purchase(
                        "e" + i,
                        i % 5 == 0 ? null : "c" + i % 3,
                        Instant.EPOCH,
                        "i" + i,
                        null,
                        null,
                        BigDecimal.TWO,
                        new BigDecimal("1.25"),
                        "GBP",
                        null))
                .toList());
        assertThat(get("/health/readiness").body()).contains("No model is trained yet");
        assertThat(get("/health/readiness").statusCode()).isEqualTo(503);

        var trained = post("/v1/agent/train", "");

        assertThat(trained.body()).contains("\"version\":1", "\"value\":");
        assertThat(get("/health/readiness").statusCode()).isEqualTo(200);
        String before = spent();
        reader.catchUp();
        assertThat(spent()).isEqualTo(before);
        assertThat(post("/v1/agent/rebuild", "").body()).contains("\"offset\":25");
        assertThat(spent()).isEqualTo(before).contains("c1=17.50");
        assertThat(post("/v1/agent/train", "").body()).contains("\"version\":2", "\"active\":true");
        assertThat(get("/v1/agent/status").body()).contains("\"offset\":25", "\"lag\":0", "\"agent\":\"probe-agent\"");
    }

    private String spent() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT string_agg(customer_id || '=' || amount, ' ' ORDER BY customer_id) FROM probe.spent")
                        .mapTo(String.class)
                        .one());
    }
}
