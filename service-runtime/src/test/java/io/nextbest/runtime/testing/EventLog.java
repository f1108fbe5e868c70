package io.nextbest.runtime.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.serde.ObjectMapper;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.EventPage;
import io.nextbest.contracts.event.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A log in memory, served over real HTTP as the orchestrator serves its own. For tests of one agent. */
public final class EventLog implements AutoCloseable {

    private final List<Event> events = new ArrayList<>();
    private final ObjectMapper json =
            ObjectMapper.create(Map.of("micronaut.serde.serialization.inclusion", "ALWAYS"), "io.nextbest.contracts");
    private final HttpServer server;
    private volatile Runnable beforePage = () -> {};

    public EventLog() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(command -> Thread.ofVirtual().start(command)); // one page may wait for another
        server.createContext("/v1/events", this::page);
        server.start();
    }

    public synchronized void append(Event... more) {
        events.addAll(List.of(more));
    }

    public synchronized void append(List<? extends Event> more) {
        events.addAll(more);
    }

    /** Does this before each page from now on, while the reader waits. */
    public void beforePage(Runnable action) {
        beforePage = action;
    }

    /** The address for {@code micronaut.http.services.orchestrator.url}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void page(HttpExchange exchange) throws IOException {
        try (exchange) {
            beforePage.run();
            Map<String, String> query =
                    query(String.valueOf(exchange.getRequestURI().getRawQuery()));
            byte[] body = json.writeValueAsBytes(read(
                    Integer.parseInt(query.getOrDefault("after", "0")),
                    Integer.parseInt(query.getOrDefault("limit", "1000")),
                    query.get("kinds")));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized EventPage read(int after, int limit, @org.jspecify.annotations.Nullable String kinds) {
        Set<String> wanted = kinds == null ? Set.of() : Set.of(kinds.split(","));
        var page = new ArrayList<StoredEvent>();
        int seq = after;
        while (seq < events.size() && page.size() < limit) {
            Event event = events.get(seq);
            seq++;
            if (wanted.isEmpty() || wanted.contains(kind(event))) {
                page.add(new StoredEvent((long) seq, event));
            }
        }
        return new EventPage(page, (long) seq, (long) events.size());
    }

    private static String kind(Event event) {
        return switch (event) {
            case Event.Purchase p -> "purchase";
            case Event.Interaction i -> "interaction";
            case Event.Review r -> "review";
            case Event.ProfileChange p -> "profile_change";
            case Event.ConsentChange c -> "consent_change";
            case Event.Exposure e -> "exposure";
            case Event.Outcome o -> "outcome";
        };
    }

    private static Map<String, String> query(String raw) {
        var query = new HashMap<String, String>();
        for (String pair : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
