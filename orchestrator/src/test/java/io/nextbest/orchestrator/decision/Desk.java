package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.runtime.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a test of the running orchestrator does: puts customers into its tables, calls it, looks what it stored. */
public final class Desk {

    private static final AtomicInteger CUSTOMERS = new AtomicInteger(500_000);

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final Database database;
    private final JsonMapper json;

    public Desk(EmbeddedServer server, Database database, JsonMapper json) {
        this.server = server;
        this.database = database;
        this.json = json;
    }

    /** The first calls of a JVM take longer than any budget. */
    public void warmUp() throws IOException, InterruptedException {
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

    public Decision decide(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readValue(answer.body(), Decision.class);
    }

    public HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send("/v1/decisions", body);
    }

    public HttpResponse<String> send(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.getURI().resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(server.getURI().resolve(path)).build(), BodyHandlers.ofString());
    }
}
