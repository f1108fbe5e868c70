package io.nextbest.runtime.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL for all tests of a JVM, and a fresh database in it for each that asks. Embedded by default; with the
 * system property {@code nextbest.test.database=testcontainers} the same tests run against the image postgres:18.
 */
public final class TestDatabases {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static @Nullable Server server;

    private record Server(String host, int port, String user, String password) {
        String url(String database) {
            return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
        }
    }

    private TestDatabases() {}

    /** Creates an empty database and returns the settings with which a service reaches it. */
    public static synchronized Map<String, String> fresh() {
        if (server == null) {
            server = "testcontainers".equals(System.getProperty("nextbest.test.database")) ? container() : embedded();
        }
        String name = "test_" + COUNT.incrementAndGet();
        try (var connection = DriverManager.getConnection(server.url("postgres"), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no test database", e);
        }
        return Map.of(
                "database.url", server.url(name),
                "database.user", server.user(),
                "database.password", server.password());
    }

    @SuppressWarnings("resource") // stops with the JVM: the library's own shutdown hook
    private static Server embedded() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .start();
            return new Server("127.0.0.1", postgres.getPort(), "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // stopped by the hook below
    private static Server container() {
        var container = new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=200");
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return new Server(
                container.getHost(), container.getFirstMappedPort(), container.getUsername(), container.getPassword());
    }
}
