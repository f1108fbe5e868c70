package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.probe.Probe;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What others see of a rebuild and of a training while it lasts. */
class RebuildTest {

    private static HashMap<String, Object> settings(EventLog log) {
        var settings = new HashMap<String, Object>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", log.url());
        settings.put("log-reader.poll-interval", "1h");
        settings.put("log-reader.page-size", "7");
        log.append(IntStream.range(0, 30)
                .mapToObj(i -> Probe.purchase("e" + i, "c" + i % 3, "2"))
                .toList());
        return settings;
    }

    private static long rows(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM probe.spent")
                        .mapTo(Long.class)
                        .one());
    }

    /** A rebuild that fails, here at an event the table cannot take any more, leaves the tables as they were. */
    @Test
    void isDoneWholeOrNotAtAll() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var reader = context.getBean(EventReader.class);
            var database = context.getBean(Database.class);
            reader.catchUp();
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "ALTER TABLE probe.spent ADD CONSTRAINT small CHECK (amount < 19) NOT VALID"));

            assertThatThrownBy(reader::rebuild).hasStackTraceContaining("small");

            assertThat(rows(database)).isEqualTo(3);
            assertThat(reader.offset()).isEqualTo(30);
        }
    }

    /** With a lock that keeps readers out, as TRUNCATE takes it, the reader here would give up. */
    @Test
    void letsOthersReadTheOldRowsWhileItLasts() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var reader = context.getBean(EventReader.class);
            var database = context.getBean(Database.class);
            reader.catchUp();
            var seen = new ArrayList<String>();
            log.beforePage(() -> seen.add(rowsOrRefusal(database)));

            reader.rebuild();

            assertThat(seen).hasSizeBetween(5, 6).containsOnly("3"); // the sixth is the background thread's
            assertThat(rows(database)).isEqualTo(3);
        }
    }

    private static String rowsOrRefusal(Database database) {
        try (var handle = database.jdbi().open()) {
            handle.execute("SET lock_timeout = '1s'");
            return handle.createQuery("SELECT count(*) FROM probe.spent")
                    .mapTo(String.class)
                    .one();
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The third page is never asked for, so neither the rows nor the offset of the first two may stay. */
    @Test
    void keepsNothingWhenTheServiceIsStoppedBeforeItsEnd() throws Exception {
        try (var log = new EventLog()) {
            try (var context = Service.start("probe", settings(log))) {
                var reader = context.getBean(EventReader.class);
                reader.catchUp();
                var stopping = new ArrayList<Thread>();
                log.beforePage(() -> stopping.add(stop(reader)));

                assertThatThrownBy(reader::rebuild)
                        .isInstanceOf(ServiceException.class)
                        .hasMessageContaining("being stopped");

                assertThat(stopping).hasSize(1);
                stopping.getFirst().join();
                assertThat(rows(context.getBean(Database.class))).isEqualTo(3);
                assertThat(reader.offset()).isEqualTo(30);
                assertThatThrownBy(reader::catchUp).hasMessageContaining("being stopped"); // so nobody trains on it
            }
        }
    }

    /** Returns when the reader knows of it; the stop itself goes on until the reader lets go. */
    private static Thread stop(EventReader reader) {
        Thread stopping = Thread.ofPlatform().start(() -> {
            try {
                reader.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (stopping.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return stopping;
    }

    /** The background thread ends by an Error, so nobody reads any more. */
    @Test
    void isNotReadyOnceTheReaderDied() {
        try (var log = new EventLog()) {
            Map<String, Object> settings = settings(log);
            log.append(Probe.purchase("last", Probe.BREAKS_THE_READER, "1"));
            try (var context = Service.start("probe", settings)) {
                var readiness = context.getBean(LogReadiness.class);
                long deadline = System.nanoTime() + 10_000_000_000L;
                while (readiness.missing().isEmpty() && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }

                assertThat(readiness.missing()).contains("The orchestrator's event log cannot be read.");
            }
        }
    }

    @Test
    void leavesTheOffsetFreeWhileATrainingLasts() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var reader = context.getBean(EventReader.class);
            var database = context.getBean(Database.class);

            String seen = context.getBean(ModelVersions.class).exclusively(() -> {
                reader.catchUp();
                return fromAnotherConnection(database);
            });

            assertThat(seen).isEqualTo("30"); // committed, and not locked
        }
    }

    private static String fromAnotherConnection(Database database) {
        try (var handle = database.jdbi().open()) {
            handle.execute("SET lock_timeout = '2s'");
            return handle.createQuery("SELECT last_seq FROM probe.log_offset FOR UPDATE")
                    .mapTo(String.class)
                    .one();
        }
    }
}
