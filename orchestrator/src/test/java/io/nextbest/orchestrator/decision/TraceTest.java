package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.orchestrator.decision.StandIns.Agent;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One trace over the caller, the orchestrator and the agents that it asks on threads of their own. */
@MicronautTest(environments = "orchestrator", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceTest implements RealPostgres {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    /** The header of each question that reached an agent. */
    private final List<String> traces = new CopyOnWriteArrayList<>();

    private final HttpServer agents = agents();

    @Inject
    EmbeddedServer server;

    @Inject
    Database database;

    @Inject
    JsonMapper json;

    private HttpServer agents() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", this::refuse);
            http.start();
            return http;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuse(HttpExchange exchange) throws IOException {
        try (exchange) {
            traces.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            byte[] body = "{\"error\":\"Model artifact not found\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(409, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public Map<String, String> getProperties() {
        var properties = new HashMap<>(RealPostgres.super.getProperties());
        for (Agent agent : Agent.values()) {
            properties.put(
                    "micronaut.http.services." + agent.id + ".url",
                    "http://127.0.0.1:" + agents.getAddress().getPort());
        }
        properties.put("decision.deadline", "500ms");
        properties.put("decision.agent-budget", "450ms");
        properties.put("decision.holdout-share", "0");
        return properties;
    }

    @AfterAll
    void close() {
        agents.stop(0);
    }

    @Test
    void asksEveryAgentInTheCallersTrace() throws Exception {
        String customer = new Desk(server, database, json).consenting();
        var request = HttpRequest.newBuilder(server.getURI().resolve("/v1/decisions"))
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .POST(BodyPublishers.ofString("{\"customer_id\":\"%s\",\"dry_run\":true}".formatted(customer)))
                .build();

        try (var http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 20 && traces.size() < 2; i++) { // the first calls of a JVM may take too long
                assertThat(http.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(200);
            }
        }

        assertThat(traces).hasSizeGreaterThan(1).allMatch(header -> header.startsWith("00-" + TRACE + "-"));
    }
}
