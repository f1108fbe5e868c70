package io.nextbest.systemtests.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The whole product as a user runs it: PostgreSQL with one role per service, and six processes on free ports, loaded
 * with {@link Shop} and trained.
 */
final class Stack implements AutoCloseable {

    static final String ORCHESTRATOR = "orchestrator";
    static final List<String> AGENTS = List.of("segmentation", "content", "reward", "timing", "engagement");

    private static final Duration READ_THE_LOG = Duration.ofSeconds(60);
    private static final Duration WARM_UP = Duration.ofSeconds(90);
    private static final int BATCH = 500;

    private final EmbeddedPostgres postgres;
    private final String database;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final Thread guard = new Thread(this::killAll, "stack-guard");

    private Stack() throws IOException, SQLException {
        Runtime.getRuntime().addShutdownHook(guard); // also when the test JVM is stopped half-way
        postgres = EmbeddedPostgres.builder().start();
        database = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/nextbest";
        createDatabase();
        Map<String, Integer> ports = freePorts();
        ports.forEach((service, port) ->
                services.put(service, new ServiceProcess(service, port, environment(service, ports))));
    }

    /** Starts everything, sends the shop's year, trains every agent. */
    static Stack start() {
        Stack stack;
        try {
            stack = new Stack();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("no PostgreSQL for the stack", e);
        }
        try {
            stack.services.values().forEach(service -> service.launch(Map.of()));
            stack.services.values().forEach(ServiceProcess::awaitHealth);
            stack.load();
            AGENTS.forEach(
                    agent -> stack.service(agent).api().order("/v1/agent/train").accepted());
            stack.warmUp();
            return stack;
        } catch (RuntimeException | AssertionError e) {
            stack.services.values().forEach(service -> System.err.println(service.tail()));
            stack.close();
            throw e;
        }
    }

    /** The first decisions of cold processes miss their deadlines: until one is whole, nothing can be judged. */
    private void warmUp() {
        Patience.await(
                "a first decision that is not degraded",
                WARM_UP,
                () -> decide("12347").accepted().path("degraded").isEmpty());
    }

    ServiceProcess service(String name) {
        ServiceProcess service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException(name);
        }
        return service;
    }

    Collection<ServiceProcess> services() {
        return services.values();
    }

    Api orchestrator() {
        return service(ORCHESTRATOR).api();
    }

    Api.Answer decide(String customer) {
        return orchestrator().post("/v1/decisions", "{\"customer_id\":\"" + customer + "\"}");
    }

    JsonNode status(String agent) {
        return service(agent).api().get("/v1/agent/status").accepted();
    }

    /** Waits until the agent has taken in the event of this place in the log. */
    void awaitOffset(String agent, long seq) {
        Patience.await(
                agent + " has read the log to " + seq,
                READ_THE_LOG,
                () -> status(agent).path("offset").asLong() >= seq);
    }

    /** Number of the last event in the log. */
    long end() {
        return orchestrator()
                .get("/v1/events?after=0&limit=1")
                .accepted()
                .path("end")
                .asLong();
    }

    /** How many of these JSON events are new to the log. */
    int send(List<String> events) {
        int accepted = 0;
        for (int from = 0; from < events.size(); from += BATCH) {
            var batch = events.subList(from, Math.min(events.size(), from + BATCH));
            JsonNode results = orchestrator()
                    .post("/v1/events", "[" + String.join(",", batch) + "]")
                    .accepted();
            if (results.path("rejected").asInt() != 0) {
                throw new AssertionError("the log refused events: " + results);
            }
            accepted += results.path("accepted").asInt();
        }
        return accepted;
    }

    private void load() {
        int accepted = send(Shop.events());
        if (accepted != Shop.events().size()) {
            throw new AssertionError(
                    accepted + " events accepted of " + Shop.events().size());
        }
    }

    /**
     * What the agent derived from the log: per table the number of rows and a digest of them, in no matter which order
     * they lie. Offset, models and migrations are the runtime's own and left out.
     */
    Map<String, String> tables(String service) {
        var tables = new LinkedHashMap<String, String>();
        try (Connection connection = connect("postgres");
                var list = connection.createStatement();
                var names = list.executeQuery("""
                        SELECT table_name FROM information_schema.tables
                         WHERE table_schema = '%s' AND table_type = 'BASE TABLE'
                           AND table_name NOT IN ('flyway_schema_history', 'log_offset', 'model_version')
                         ORDER BY table_name""".formatted(service))) {
            while (names.next()) {
                String table = names.getString(1);
                tables.put(table, digest(connection, service + "." + table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return tables;
    }

    private static String digest(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT count(*) || ' rows, md5 ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))
                          FROM %s t""".formatted(table))) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The offset as the database holds it, for an agent that cannot be asked. */
    long storedOffset(String service) {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT last_seq FROM " + service + ".log_offset")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(database, role, "nextbest");
    }

    private void createDatabase() throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE nextbest");
        }
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(Files.readString(Project.ROOT.resolve("docker/postgres/10-roles.sql")));
        }
    }

    private Map<String, String> environment(String service, Map<String, Integer> ports) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("DATABASE_URL", database);
        environment.put("DATABASE_USER", service);
        environment.put("DATABASE_PASSWORD", "nextbest");
        environment.put(
                "NEXTBEST_HOME",
                Project.ROOT.resolve("system-tests/target/stack").toString());
        environment.put(
                "NEXTBEST_CLOCK_OFFSET",
                Duration.between(Clock.systemUTC().instant(), Shop.TODAY).toString());
        environment.put("LOG_READER_POLL_INTERVAL", "100ms");
        // every decision asks every agent: nobody is held out, nobody has been written to often enough
        environment.put("DECISION_HOLDOUT_SHARE", "0");
        environment.put("GUARDRAIL_FREQUENCY_CAP_SENDS", "1000");
        ports.forEach((name, port) -> {
            String prefix = name.toUpperCase(Locale.ROOT);
            environment.put(prefix + "_PORT", port.toString());
            environment.put(prefix + "_URL", "http://127.0.0.1:" + port);
        });
        return environment;
    }

    private static Map<String, Integer> freePorts() throws IOException {
        var names = new ArrayList<String>(AGENTS);
        names.add(ORCHESTRATOR);
        var ports = new LinkedHashMap<String, Integer>();
        var sockets = new ArrayList<ServerSocket>(); // all open at once, so that no port comes twice
        try {
            for (String name : names) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.put(name, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    private void killAll() {
        services.values().forEach(ServiceProcess::kill);
    }

    @Override
    public void close() {
        try {
            killAll();
            Runtime.getRuntime().removeShutdownHook(guard);
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            System.err.println("the JVM is going down already: " + e.getMessage());
        }
    }
}
