package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a test of the running orchestrator does: puts customers into its tables, calls it, looks what it stored. */
public final class Desk {

    private static final AtomicInteger CUSTOMERS = new AtomicInteger(500_000);

    private final Calls calls;
    private final Database database;
    private final JsonMapper json;

    public Desk(EmbeddedServer server, Database database, JsonMapper json) {
        this.calls = new Calls(server);
        this.database = database;
        this.json = json;
    }

    /** The first calls of a JVM take longer than any budget. */
    public void warmUp() throws IOException {
        String body = "{\"customer_id\":\"%s\",\"dry_run\":true}".formatted(consenting());
        for (int i = 0; i < 100; i++) {
            if (decide(body).degraded().isEmpty() && i > 10) {
                return;
            }
        }
        throw new AssertionError("no complete decision in a hundred");
    }

    public String consenting() {
        return customer(null, Map.of("email", true));
    }

    public String customer(@Nullable String zone, Map<String, Boolean> consents) {
        String id = Integer.toString(CUSTOMERS.incrementAndGet());
        database.jdbi().useTransaction(handle -> {
            handle.execute(
                    "INSERT INTO orchestrator.customer (customer_id, first_seen_seq, time_zone) VALUES (?, 1, ?)",
                    id,
                    zone);
            consents.forEach((channel, granted) -> handle.execute(
                    "INSERT INTO orchestrator.consent (customer_id, channel, purpose, granted, at, seq)"
                            + " VALUES (?, ?, 'marketing', ?, now(), 1)",
                    id,
                    channel,
                    granted));
        });
        return id;
    }

    public List<String> column(String select, String customer) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(select + " WHERE customer_id = :id")
                        .bind("id", customer)
                        .mapTo(String.class)
                        .list());
    }

    public long count() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM orchestrator.decision")
                        .mapTo(Long.class)
                        .one());
    }

    public Decision decide(String body) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readValue(answer.body(), Decision.class);
    }

    public Calls calls() {
        return calls;
    }

    public HttpResponse<String> post(String body) {
        return calls.post("/v1/decisions", body);
    }
}
