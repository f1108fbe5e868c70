package io.nextbest.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL of its own in the home folder: kept between starts, safe against a power cut (fsync and synchronous
 * commit on), reachable from this machine only and only with the password.
 */
final class EmbeddedDatabase implements Closeable {

    private static final String USER = "postgres";
    private static final String NAME = "nextbest";
    private static final String PORT = "database.port";
    private static final Duration START = Duration.ofSeconds(40);

    private final EmbeddedPostgres server;
    private final String password;

    private EmbeddedDatabase(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    static EmbeddedDatabase start(Home home) {
        Path data = home.folder().resolve("postgres").resolve("data");
        stopOrphan(data);
        int port = port(home);
        String password = home.password();
        try {
            Path log = Files.createDirectories(home.folder().resolve("log")).resolve("postgres.log");
            var redirect = ProcessBuilder.Redirect.appendTo(log.toFile());
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(programs(home))
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false) // the services stop first
                    .setPGStartupWait(START)
                    .setPort(port)
                    // initdb takes these after its own "-A trust", so that nobody is ever trusted
                    .setLocaleConfig("auth-host", "scram-sha-256")
                    .setLocaleConfig("auth-local", "scram-sha-256")
                    .setLocaleConfig("pwfile", home.passwordFile().toString())
                    .setLocaleConfig("locale", "C")
                    .setConnectConfig("password", password)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("password_encryption", "scram-sha-256")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("shared_buffers", "192MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("timezone", "UTC")
                    .setOutputRedirector(redirect)
                    .setErrorRedirector(redirect)
                    .start();
            EmbeddedDatabase database = new EmbeddedDatabase(server, password);
            database.create();
            return database;
        } catch (IOException | IllegalStateException | SQLException e) {
            stopOrphan(data); // it may run though it did not answer
            throw new CommandFailure(
                    "The embedded PostgreSQL did not start (%s); see %s."
                            .formatted(
                                    e.getMessage(), home.folder().resolve("log").resolve("postgres.log")),
                    e);
        }
    }

    String url() {
        return url(NAME);
    }

    String user() {
        return USER;
    }

    String password() {
        return password;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), database);
    }

    private void create() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, password);
                Statement statement = connection.createStatement()) {
            boolean exists;
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'nextbest'")) {
                exists = found.next();
            }
            if (!exists) {
                statement.execute("CREATE DATABASE nextbest");
            }
        }
    }

    private static File programs(Home home) throws IOException {
        return Files.createDirectories(home.folder().resolve("postgres").resolve("programs"))
                .toFile();
    }

    /** The port of the last start if it is still free, else a new one. */
    private static int port(Home home) {
        int last = home.find(PORT).map(Integer::parseInt).orElse(0);
        int port = isFree(last) ? last : 0;
        if (port == 0) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            } catch (IOException e) {
                throw new CommandFailure("This machine has no free port for the database.", e);
            }
            home.keep(PORT, Integer.toString(port));
        }
        return port;
    }

    private static boolean isFree(int port) {
        if (port == 0) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * After kill -9 of this program its PostgreSQL runs on and holds the data: it is stopped before a new one
     * starts.
     */
    static void stopOrphan(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            var orphan = ProcessHandle.of(pid).filter(process -> isServerOf(process, data));
            if (orphan.isEmpty()) {
                Files.deleteIfExists(pidFile); // its server is gone, the number may belong to another program by now
                return;
            }
            // SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes everything
            new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
            orphan.get().onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    "A PostgreSQL left over from an earlier run holds %s and does not stop; end it and start again."
                            .formatted(data),
                    e);
        } catch (IOException | ExecutionException | NumberFormatException e) {
            throw new CommandFailure(
                    "%s cannot be read or its server not stopped; end that PostgreSQL and start again."
                            .formatted(pidFile),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", e);
        }
    }

    private static boolean isServerOf(ProcessHandle process, Path data) {
        String line = process.info().commandLine().orElse("");
        return line.contains("postgres") && line.contains(data.toString());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new CommandFailure("PostgreSQL did not stop cleanly; the next start recovers it.", e);
        }
    }
}
