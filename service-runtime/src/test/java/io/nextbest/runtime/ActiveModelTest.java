package io.nextbest.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.nextbest.runtime.probe.Probe;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;

/** How often those who answer ask for their version, and who waits for that. */
class ActiveModelTest {

    private static Map<String, Object> settings(EventLog log) {
        var settings = new HashMap<String, Object>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", log.url());
        settings.put("log-reader.poll-interval", "1h");
        return settings;
    }

    /** Statements that this process has sent from now on. */
    private static AtomicInteger countStatements(ApplicationContext context) {
        var count = new AtomicInteger();
        context.getBean(Database.class).jdbi().getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext statement) {
                count.incrementAndGet();
            }
        });
        return count;
    }

    @Test
    void asksOnceASecondWhetherThereIsAVersionAlsoWhereThereIsNone() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var versions = context.getBean(ModelVersions.class);
            var active = ActiveModel.of(versions, "mean", stored -> Probe.value("mean", stored.artifact()));
            var shadow = ActiveModel.shadow(versions, "mean", stored -> Probe.value("mean", stored.artifact()));
            for (ActiveModel<Double> one : List.of(active, shadow)) {
                AtomicInteger statements = countStatements(context);
                long begun = System.nanoTime();

                for (int i = 0; i < 100; i++) {
                    assertThat(one.find()).isEmpty();
                }

                int seconds = (int) ((System.nanoTime() - begun) / SECONDS.toNanos(1));
                assertThat(statements.get()).isPositive().isLessThanOrEqualTo(1 + seconds);
            }
            context.getBean(ModelRegistry.class).train(true);
            assertThat(active.find())
                    .as("what this process did is seen at once")
                    .contains(0.0);
        }
    }

    /** The reader of the second version stands for a slow database or a large artefact. */
    @Test
    void goesOnAnsweringWhileAnotherCallerReadsTheNewerVersion() throws Exception {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var elsewhere = Service.start("probe", settings);
                    var here = Service.start("probe", settings);
                    var pool = Executors.newFixedThreadPool(2)) {
                elsewhere.getBean(ModelRegistry.class).train(true);
                var reads = new CountDownLatch(1);
                var goOn = new CountDownLatch(1);
                var model = ActiveModel.of(here.getBean(ModelVersions.class), "mean", stored -> {
                    int version = stored.version().version();
                    if (version == 2) {
                        reads.countDown();
                        await(goOn);
                    }
                    return version;
                });
                assertThat(model.find()).contains(1);
                elsewhere.getBean(ModelRegistry.class).train(true);

                Future<?> looker = pool.submit(() -> {
                    while (reads.getCount() > 0) {
                        assertThat(model.find()).isPresent();
                    }
                });
                assertThat(reads.await(10, SECONDS)).isTrue();
                assertThat(pool.submit(model::find).get(5, SECONDS)).contains(1);
                goOn.countDown();

                looker.get(10, SECONDS);
                assertThat(model.find()).contains(2);
            }
        }
    }

    /** What a replica knew a moment ago, nothing, is not what its training is judged by. */
    @Test
    void judgesByWhatAnotherReplicaActivatedAMomentAgo() {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var one = Service.start("probe", settings);
                    var two = Service.start("probe", settings)) {
                assertThat(two.getBean(ModelRegistry.class).answers("mean")).isFalse();
                log.append(Probe.purchase("e1", "a", "10"));
                one.getBean(ModelRegistry.class).train(true);
                log.append(Probe.purchase("e2", "b", "2"));

                var made = two.getBean(ModelRegistry.class).train(true).getFirst();

                assertThat(made.label()).isEqualTo("mean@2");
                assertThat(made.active()).isFalse();
                assertThat(made.judgement().why()).isEqualTo("fell to 6.0");
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
}
