package io.nextbest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    @TempDir
    private Path folder;

    @Test
    void keepsItsDataFlushesItAndOpensOnlyToThePassword() throws Exception {
        try (Home home = Home.open(folder.resolve("home of one"))) {
            String url;
            try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
                url = database.url();
                assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
                assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
                assertThat(ask(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
                change(database, "CREATE TABLE public.kept AS SELECT 42 AS answer");
                assertThatThrownBy(() -> DriverManager.getConnection(database.url(), "postgres", "postgres")
                                .close())
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password");
            }
            try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
                assertThat(database.url()).isEqualTo(url);
                assertThat(ask(database, "SELECT answer FROM public.kept")).isEqualTo("42");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.passwordFile())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void stopsTheServerThatAKilledRunLeftBehind() throws Exception {
        Path folderOfBoth = folder.resolve("home");
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName(),
                        folderOfBoth.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long server;
        try (var says = run.inputReader()) {
            server = Long.parseLong(says.readLine());
        } finally {
            run.destroyForcibly().waitFor();
        }
        assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isPresent();

        try (Home home = Home.open(folderOfBoth);
                EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
            assertThat(ask(database, "SELECT 1")).isEqualTo("1");
            assertThat(ProcessHandle.of(server).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    /** A run of its own, there to be killed: says its server's process number and waits. */
    static final class Run {

        private Run() {}

        public static void main(String[] args) throws Exception {
            Home home = Home.open(Path.of(args[0]));
            EmbeddedDatabase.start(home);
            Path pid = home.folder().resolve("postgres/data/postmaster.pid");
            System.out.println(Files.readAllLines(pid).getFirst());
            new CountDownLatch(1).await();
        }
    }

    private static String ask(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void change(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
