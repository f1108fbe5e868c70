package io.nextbest.orchestrator.decision;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nextbest.contracts.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Five little servers that speak the agents' contracts, and misbehave when told to. */
public final class StandIns implements AutoCloseable {

    private static final Pattern CUSTOMER = Pattern.compile("\"customer_id\"\\s*:\\s*\"([^\"]*)\"");

    /** What an agent says of a customer of whom nothing is on record. */
    public static final String NO_RECORD = """
            {"type":"urn:nextbest:problem:customer-unknown","title":"Not Found","status":404,\
            "detail":"This customer has no purchase on record.","instance":"/v1/segmentation/assign",\
            "error":"This customer has no purchase on record."}""";

    private static final String NO_PATH = """
            {"type":"urn:nextbest:problem:not-found","title":"Not Found","status":404,\
            "detail":"Nothing answers at this path.","instance":"/v1/segmentation/assign",\
            "error":"Nothing answers at this path."}""";

    /** How an agent behaves. */
    public enum Mood {
        WELL,
        SLOW,
        GARBAGE,
        FAILING,
        NOT_A_NUMBER,
        ANOTHER_CUSTOMER,
        UNTRAINED,
        WITHOUT_RECORD,
        ANOTHER_PATH,
        ANOTHER_SERVER,
        REDIRECTING,
        HUGE
    }

    /** The five, by the name under which the orchestrator knows them. */
    public enum Agent {
        SEGMENTATION("segmentation-agent"),
        ENGAGEMENT("engagement-agent"),
        REWARD("reward-agent"),
        CONTENT("content-agent"),
        TIMING("timing-agent");

        public final String id;

        Agent(String id) {
            this.id = id;
        }
    }

    private final Map<Agent, HttpServer> servers = new EnumMap<>(Agent.class);
    private final Map<Agent, Integer> ports = new EnumMap<>(Agent.class);
    private final Map<Agent, Mood> moods = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Every body that was received, with the agent's name before it. */
    public final List<String> received = new CopyOnWriteArrayList<>();

    /** Called before each answer, so that a test can change the world in the middle of a decision. */
    public volatile Runnable meanwhile = () -> {};

    public volatile double engagement = 0.71;
    public volatile String sendAt = "2011-12-10T18:00:00Z";

    public StandIns() {
        for (Agent agent : Agent.values()) {
            ports.put(agent, 0);
            start(agent);
        }
        calm();
    }

    /** All behave well again. */
    public void calm() {
        for (Agent agent : Agent.values()) {
            moods.put(agent, Mood.WELL);
        }
        meanwhile = () -> {};
        received.clear();
    }

    public void set(Agent agent, Mood mood) {
        moods.put(agent, mood);
    }

    /** Settings with which the orchestrator finds them. */
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        ports.forEach((agent, port) ->
                properties.put("micronaut.http.services." + agent.id + ".url", "http://127.0.0.1:" + port));
        return properties;
    }

    public void stop(Agent agent) {
        servers.get(agent).stop(0);
    }

    public void start(Agent agent) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(agent));
            HttpServer server = HttpServer.create(address, 128);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> answer(agent, exchange));
            server.start();
            ports.put(agent, server.getAddress().getPort());
            servers.put(agent, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Agent agent, HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(agent.id + " " + exchange.getRequestURI() + " " + request);
        meanwhile.run();
        Matcher customer = CUSTOMER.matcher(request);
        String id = customer.find() ? customer.group(1) : "";
        switch (moods.get(agent)) {
            case WELL -> send(exchange, 200, body(agent, id, request));
            case SLOW -> {
                waitFiveSeconds();
                send(exchange, 200, body(agent, id, request));
            }
            case GARBAGE -> send(exchange, 200, "<html>please log in</html>");
            case FAILING -> send(exchange, 500, "{\"error\":\"The service failed; its log has the cause.\"}");
            case NOT_A_NUMBER -> send(exchange, 200, spoiled(body(agent, id, request)));
            case ANOTHER_CUSTOMER -> send(exchange, 200, body(agent, id + "9", request));
            case UNTRAINED -> send(exchange, 409, "{\"error\":\"Model artifact not found\"}");
            case WITHOUT_RECORD -> send(exchange, 404, Problem.MEDIA_TYPE, NO_RECORD);
            case ANOTHER_PATH -> send(exchange, 404, Problem.MEDIA_TYPE, NO_PATH);
            case ANOTHER_SERVER -> send(exchange, 404, "text/html", "<h1>404 Not Found</h1>");
            case REDIRECTING -> {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + ports.get(agent) + "/elsewhere");
                send(exchange, 302, "");
            }
            case HUGE -> send(exchange, 200, " ".repeat(2 << 20) + body(agent, id, request));
        }
    }

    private void waitFiveSeconds() {
        try {
            closed.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each number that a decision rests on becomes NaN, as a string, which a lenient reader would take. */
    private static String spoiled(String body) {
        return body.replaceAll("\"(confidence|value|propensity)\": ?[0-9.]+", "\"$1\": \"NaN\"");
    }

    private String body(Agent agent, String id, String request) {
        if (request.contains("recency")) {
            return "{\"segment_id\": 0, \"segment_name\": \"Segment 0\", \"confidence\": 0.955}";
        }
        return switch (agent) {
            case SEGMENTATION -> """
                {"customer_id": "%s", "segment_id": 2, "segment_name": "Loyal", "confidence": 0.81,
                 "model": "standard@4", "rfm": {"recency": 2, "frequency": 7, "monetary": 4310.0}, "reasons": []}""".formatted(id);
            case ENGAGEMENT -> """
                {"customer_id": "%s", "model": "mbg-nbd@2", "predictions": [{"name": "buys_within_90_days",
                 "value": %s, "low": 0.1, "high": 0.9, "horizon_days": 90, "reasons": []}]}""".formatted(id, engagement);
            case REWARD -> """
                {"reward": {"reward_id": "R10", "name": "Ten percent", "type": "discount", "cost": 1.5},
                 "propensity": 0.7, "policy": "lin-thompson@7", "value": {"amount": 2.6, "unit": "GBP"},
                 "reasons": [{"factor": "uplift of R10", "contribution": 4.1, "unit": "GBP"},
                             {"factor": "cost of R10", "contribution": -1.5, "unit": "GBP"}],
                 "rejected": [{"candidate": "R25", "by": "spend-limit", "reason": "3.00 GBP left today"}]}""";
            case CONTENT -> """
                {"content": {"content_id": "C7", "channel": "email", "action_name": "offer_discount",
                 "subject": "For you", "body": "Ten percent off"}, "propensity": 0.6, "policy": "thompson@3",
                 "response_probability": 0.2, "reasons": [], "rejected": []}""";
            case TIMING -> """
                {"at": "%s", "slot": "h18", "propensity": 0.25, "policy": "slots@12", "reasons": []}""".formatted(sendAt);
        };
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, "application/json", body);
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        servers.values().forEach(server -> server.stop(0));
    }
}
