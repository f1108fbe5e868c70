package io.nextbest.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.event.Event;
import io.nextbest.runtime.probe.Probe;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole contexts, started and stopped as a process or the demo starts and stops them. */
class ServiceTest {

    private static Map<String, Object> settings(EventLog log) {
        var settings = new HashMap<String, Object>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", log.url());
        settings.put("log-reader.poll-interval", "1h");
        settings.put("log-reader.page-size", "7");
        return settings;
    }

    private static Event.Purchase purchase(int i) {
        return Probe.purchase("e" + i, "c" + i % 3, "0.10");
    }

    private static String total(ApplicationContext context) {
        return context.getBean(Database.class)
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT coalesce(sum(amount), 0) FROM probe.spent")
                        .mapTo(BigDecimal.class)
                        .one()
                        .stripTrailingZeros()
                        .toPlainString());
    }

    @Test
    void stopsTheStartForAMisspeltSettingAndNamesIt() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            settings.put("log-reader.page-sise", "7");

            assertThatThrownBy(() -> Service.start("probe", settings).close())
                    .hasStackTraceContaining("No setting has this name: log-reader.page-sise");
        }
    }

    @Test
    void stopsTheStartForAValueOutsideItsRange() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            settings.put("log-reader.page-size", "0");

            assertThatThrownBy(() -> Service.start("probe", settings).close()).hasStackTraceContaining("pageSize");
        }
    }

    @Test
    void stopsTheStartForAClockOffsetThatIsNone() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            settings.put("nextbest.clock-offset", "yesterday");

            assertThatThrownBy(() -> Service.start("probe", settings).close())
                    .hasStackTraceContaining("no ISO 8601 duration: yesterday");
        }
    }

    @Test
    void tellsAMisspeltVariableFromAnotherProgramsByItsNearness() {
        assertThat(ConfigurationCheck.distance("DATABASE_URI", "DATABASE_URL")).isEqualTo(1);
        assertThat(ConfigurationCheck.distance("DATABASE_USR", "DATABASE_USER")).isEqualTo(1);
        assertThat(ConfigurationCheck.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void movesTheClockByTheSetting() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            settings.put("nextbest.clock-offset", "-PT24H");
            try (var context = Service.start("probe", settings)) {
                Duration behind = Duration.between(
                        context.getBean(Clock.class).instant(),
                        Clock.systemUTC().instant());

                assertThat(behind)
                        .isBetween(Duration.ofHours(24), Duration.ofHours(24).plusSeconds(5));
            }
        }
    }

    /** Two replicas read the same log at once; each event takes effect once. */
    @Test
    void takesEachEventInOnceWithTwoReplicas() throws Exception {
        try (var log = new EventLog()) {
            var settings = settings(log);
            log.append(IntStream.range(0, 500).mapToObj(ServiceTest::purchase).toList());
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings);
                    var pool = Executors.newFixedThreadPool(2)) {
                var first = pool.submit(() -> one.getBean(EventReader.class).catchUp());
                var second = pool.submit(() -> two.getBean(EventReader.class).catchUp());
                first.get();
                second.get();

                assertThat(total(one)).isEqualTo("50");
                assertThat(one.getBean(EventReader.class).offset()).isEqualTo(500);
            }
        }
    }

    /** While one replica waits for its page, another takes in what there is, and then the log grows. */
    @Test
    void readsToTheEndThoughAnotherReplicaTookInAShorterPage() throws Exception {
        try (var log = new EventLog()) {
            var settings = settings(log);
            var ownLooks = new CountDownLatch(2);
            log.beforePage(ownLooks::countDown);
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings)) {
                var slow = one.getBean(EventReader.class);
                var fast = two.getBean(EventReader.class);
                assertThat(ownLooks.await(10, SECONDS)).isTrue();
                slow.catchUp();
                fast.catchUp(); // so that those looks have ended
                log.append(purchase(1), purchase(2), purchase(3));
                log.beforePage(() -> {
                    log.beforePage(() -> {});
                    fast.catchUp();
                    log.append(purchase(4), purchase(5));
                });

                slow.catchUp();

                assertThat(slow.offset()).isEqualTo(5);
                assertThat(total(one)).isEqualTo("0.5");
            }
        }
    }

    /** An event that the projection cannot take leaves neither rows nor a moved offset behind. */
    @Test
    void storesRowsAndOffsetTogetherOrNotAtAll() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            log.append(purchase(1), purchase(2));
            try (var context = Service.start("probe", settings)) {
                var reader = context.getBean(EventReader.class);
                reader.catchUp();
                var jdbi = context.getBean(Database.class).jdbi();
                jdbi.useHandle(
                        handle -> handle.execute("ALTER TABLE probe.spent ADD CONSTRAINT small CHECK (amount < 0.35)"));
                log.append(purchase(3), purchase(6), purchase(9), purchase(12));

                assertThatThrownBy(reader::catchUp).hasStackTraceContaining("small");
                assertThat(reader.offset()).isEqualTo(2);
                assertThat(total(context)).isEqualTo("0.2");

                jdbi.useHandle(handle -> handle.execute("ALTER TABLE probe.spent DROP CONSTRAINT small"));
                reader.catchUp();
                assertThat(total(context)).isEqualTo("0.6");
            }
        }
    }

    @Test
    void trainsOnlyOnceAtATime() throws Exception {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log));
                var pool = Executors.newSingleThreadExecutor()) {
            var versions = context.getBean(ModelVersions.class);
            var holds = new CountDownLatch(1);
            var leave = new CountDownLatch(1);
            var training = pool.submit(() -> versions.exclusively(() -> {
                holds.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return 1;
            }));
            holds.await();

            assertThatThrownBy(() -> versions.exclusively(() -> 2))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY));
            leave.countDown();
            assertThat(training.get()).isEqualTo(1);
            assertThat(versions.exclusively(() -> 3)).isEqualTo(3);
        }
    }

    @Test
    void followsAVersionThatAnotherReplicaActivated() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings)) {
                var registry = one.getBean(ModelRegistry.class);
                var model = ActiveModel.of(
                        two.getBean(ModelVersions.class),
                        "mean",
                        active -> active.artifact() + "@" + active.version().version());
                assertThat(model.find()).isEmpty();

                registry.importArtefact("{\"mean\":1.5}");
                registry.importArtefact("{\"mean\":2.5}");
                registry.activate("mean", 1);
                registry.activate("mean", 2);
                long deadline = System.nanoTime() + SECONDS.toNanos(10);
                while (model.find().isEmpty() && System.nanoTime() < deadline) {
                    Thread.onSpinWait(); // that there is none is known for a second
                }

                assertThat(model.find()).contains("{\"mean\":2.5}@2");
                var newest = one.getBean(ModelVersions.class).findNewestActive().orElseThrow();
                assertThat(newest.metrics()).containsEntry("value", 2.5);
                assertThat(newest.activatedBy()).isEqualTo("operator");
            }
        }
    }
}
