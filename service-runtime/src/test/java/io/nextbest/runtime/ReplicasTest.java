package io.nextbest.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.probe.Killing;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.io.BufferedReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several processes with one registry: who trains, when, and what a killed one leaves behind. */
class ReplicasTest {

    private static Map<String, Object> settings(EventLog log) {
        var settings = new HashMap<String, Object>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", log.url());
        settings.put("log-reader.poll-interval", "1h");
        return settings;
    }

    private static Map<String, Object> with(Map<String, Object> settings, String name, String value) {
        var more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }

    private static List<String> means(ApplicationContext context) {
        return context.getBean(ModelVersions.class).list("mean").stream()
                .map(version -> version.label() + "=" + version.state() + " by " + version.origin())
                .toList();
    }

    private static List<ModelVersion> train(ApplicationContext context) {
        return context.getBean(ModelRegistry.class).train(true);
    }

    private static long advisoryLocks(ApplicationContext context) {
        return context.getBean(Database.class)
                .jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT count(*) FROM pg_catalog.pg_locks
                         WHERE locktype = 'advisory'
                           AND database = (SELECT oid FROM pg_catalog.pg_database
                                            WHERE datname = pg_catalog.current_database())
                        """).mapTo(Long.class).one());
    }

    private static double trainings(ApplicationContext context, String by, String result) {
        return context.getBean(MeterRegistry.class)
                .counter("nextbest.trainings", "by", by, "result", result)
                .count();
    }

    @Test
    void refusesASecondReplicaWhileTheFirstTrains() throws Exception {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings);
                    var pool = Executors.newSingleThreadExecutor()) {
                var asked = new CountDownLatch(1);
                var goOn = new CountDownLatch(1);
                log.beforePage(() -> {
                    asked.countDown();
                    await(goOn);
                });
                var training = pool.submit(() -> train(one));
                assertThat(asked.await(10, SECONDS)).isTrue();

                assertThatThrownBy(() -> train(two))
                        .isInstanceOfSatisfying(
                                ServiceException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY));
                goOn.countDown();

                assertThat(training.get(10, SECONDS).getFirst().label()).isEqualTo("mean@1");
                assertThat(means(two)).containsExactly("mean@1=active by train");
                assertThat(trainings(two, "train", "busy")).isEqualTo(1);
                assertThat(train(two).getFirst().label()).isEqualTo("mean@2");
            }
        }
    }

    @Test
    void runsWhatGoesBetweenTrainingsBesideItsLikeAndNeverBesideATraining() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings)) {
                var here = one.getBean(ModelVersions.class);
                var elsewhere = two.getBean(ModelVersions.class);

                assertThat(here.betweenTrainings(() -> elsewhere.betweenTrainings(() -> "both")))
                        .isEqualTo("both");
                here.betweenTrainings(() -> assertBusy(() -> train(two)));
                here.exclusively(() -> assertBusy(() -> elsewhere.betweenTrainings(() -> "too late")));
                assertThat(train(two).getFirst().label()).isEqualTo("mean@1");
            }
        }
    }

    private static String assertBusy(ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY));
        return "busy";
    }

    /** For a second a replica answers with the version that it knows; what is stored for it shall not be. */
    @Test
    void knowsBetweenTrainingsWhatAnotherReplicaTrainedAMomentAgo() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings)) {
                var versions = two.getBean(ModelVersions.class);
                var model = ActiveModel.of(
                        versions, "mean", stored -> stored.version().label());
                train(one);
                assertThat(model.find()).contains("mean@1");
                train(one);

                assertThat(versions.betweenTrainings(model::find)).contains("mean@2");
            }
        }
    }

    /** Each takes a second connection; a pool of two would soon be empty. */
    @Test
    void leavesThePoolToOthersHoweverManyAskBetweenTrainings() throws Exception {
        try (var log = new EventLog();
                var context = Service.start("probe", with(settings(log), "database.pool-size", "2"));
                var pool = Executors.newFixedThreadPool(16)) {
            var versions = context.getBean(ModelVersions.class);
            context.getBean(EventReader.class).catchUp();
            var start = new CountDownLatch(1);
            var asked = IntStream.range(0, 16)
                    .mapToObj(_ -> pool.submit(() -> {
                        await(start);
                        return versions.betweenTrainings(() -> versions.list(null));
                    }))
                    .toList();
            start.countDown();

            for (var one : asked) {
                assertThat(one.get(10, SECONDS)).isEmpty();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Killed after the fit, and again with the new versions inserted and not committed. */
    @ParameterizedTest(name = "killed at {0}")
    @ValueSource(strings = {"fit", "checking again"})
    void leavesNothingBehindOfATrainingThatWasKilled(String place) throws Exception {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var survivor = Service.start("probe", settings)) {
                train(survivor);
                Process victim = Killing.command(place, settings).start();
                try (BufferedReader said = victim.inputReader()) {
                    assertThat(said.readLine()).isEqualTo("stopped at " + place);
                    assertThat(advisoryLocks(survivor)).isPositive();
                    assertThatThrownBy(() -> train(survivor)).hasMessageContaining("under way");
                    if (place.equals("checking again")) {
                        assertThatThrownBy(() ->
                                        survivor.getBean(ModelRegistry.class).activate("mean", 1))
                                .hasMessageContaining("being changed elsewhere");
                    }
                } finally {
                    victim.destroyForcibly().waitFor();
                }

                long deadline = System.nanoTime() + SECONDS.toNanos(10);
                while (advisoryLocks(survivor) > 0 && System.nanoTime() < deadline) {
                    Thread.onSpinWait(); // until the server has noticed that its client is gone
                }
                assertThat(advisoryLocks(survivor)).isZero();
                assertThat(means(survivor)).containsExactly("mean@1=active by train");
                assertThat(survivor.getBean(ModelVersions.class).list(null)).hasSize(2);
                assertThat(train(survivor).getFirst().label()).isEqualTo("mean@2");
                assertThat(means(survivor)).containsExactly("mean@2=active by train", "mean@1=retired by train");
            }
        }
    }

    /** The second replica's clock is two hours ahead, so that for it the first's training is too old. */
    @Test
    void trainsAgainWhenTheNewestTrainingIsTooOldAndOnlyThen() {
        try (var log = new EventLog()) {
            var settings = with(settings(log), "nextbest.training.every", "PT1H");
            try (var now = Service.start("probe", settings);
                    var later = Service.start("probe", with(settings, "nextbest.clock-offset", "PT2H"))) {
                later.getBean(Retraining.class).look();
                assertThat(means(now)).as("nothing to train again").isEmpty();
                train(now);

                now.getBean(Retraining.class).look();
                assertThat(means(now)).containsExactly("mean@1=active by train");
                later.getBean(Retraining.class).look();
                later.getBean(Retraining.class).look();

                assertThat(means(now)).containsExactly("mean@2=active by schedule", "mean@1=retired by train");
                assertThat(trainings(later, "schedule", "activated")).isEqualTo(1);
            }
        }
    }

    @Test
    void trainsOnceWhenTheTimeHasComeForTwoReplicas() throws Exception {
        try (var log = new EventLog()) {
            var settings = with(settings(log), "nextbest.training.every", "PT1H");
            var ahead = with(settings, "nextbest.clock-offset", "PT2H");
            try (var now = Service.start("probe", settings);
                    var one = Service.start("probe", ahead);
                    var two = Service.start("probe", ahead);
                    var pool = Executors.newFixedThreadPool(2)) {
                train(now);
                var start = new CountDownLatch(1);
                var looks = List.of(one, two).stream()
                        .map(replica -> pool.submit(() -> {
                            await(start);
                            replica.getBean(Retraining.class).look();
                        }))
                        .toList();
                start.countDown();
                for (var look : looks) {
                    look.get(10, SECONDS);
                }

                assertThat(means(now)).containsExactly("mean@2=active by schedule", "mean@1=retired by train");
            }
        }
    }

    /** A replica that waited for its turn asks again whether a training is still needed. */
    @Test
    void doesNothingWhereAnotherReplicaWasFaster() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            assertThat(context.getBean(ModelRegistry.class).train(ModelVersions.By.SCHEDULE, true, () -> false))
                    .isEmpty();

            assertThat(means(context)).isEmpty();
            assertThat(trainings(context, "schedule", "activated")).isZero();
        }
    }

    @Test
    void survivesAScheduledTrainingThatFailsAndCountsIt() {
        try (var log = new EventLog()) {
            var settings = with(settings(log), "nextbest.training.every", "PT1H");
            try (var now = Service.start("probe", settings);
                    var later = Service.start("probe", with(settings, "nextbest.clock-offset", "PT2H"))) {
                train(now);
                var jdbi = now.getBean(Database.class).jdbi();
                jdbi.useHandle(handle -> handle.execute("ALTER TABLE probe.spent RENAME TO lost"));

                later.getBean(Retraining.class).look();
                later.getBean(Retraining.class).look(); // waits, and does not try at each look

                assertThat(trainings(later, "schedule", "failed")).isEqualTo(1);
                assertThat(means(now)).containsExactly("mean@1=active by train");
            }
        }
    }

    @Test
    void looksByItselfAtTheClock() {
        try (var log = new EventLog();
                var context = Service.start("probe", with(settings(log), "nextbest.training.every", "PT0.05S"))) {
            train(context);
            long deadline = System.nanoTime() + SECONDS.toNanos(20);
            while (means(context).size() < 3 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }

            assertThat(means(context)).contains("mean@1=retired by train", "mean@2=retired by schedule");
        }
    }

    @Test
    void stopsTheStartForAPeriodThatIsNone() {
        try (var log = new EventLog()) {
            assertThatThrownBy(() -> Service.start("probe", with(settings(log), "nextbest.training.every", "daily"))
                            .close())
                    .hasStackTraceContaining("no ISO 8601 duration: daily");
            assertThatThrownBy(() -> Service.start("probe", with(settings(log), "nextbest.training.every", "-PT1H"))
                            .close())
                    .hasStackTraceContaining("below 0");
        }
    }
}
