package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.nextbest.contracts.ModelVersion;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A database that version 0.1 left behind, with the agent's own tables already above it in number. */
class VersionMigrationTest {

    @Test
    void carriesTheVersionsOfTheReleaseBeforeOver() {
        Map<String, String> database = TestDatabases.fresh();
        String url = database.get("database.url");
        String user = database.get("database.user");
        String password = database.get("database.password");
        var release = Flyway.configure()
                .dataSource(url, user, password)
                .defaultSchema("probe")
                .schemas("probe")
                .ignoreMigrationPatterns("*:missing");
        release.locations("classpath:db/runtime").target("0.1").load().migrate();
        release.locations("classpath:db/probe").target("1").load().migrate();
        Jdbi.create(url, user, password).useHandle(handle -> handle.execute("""
                        INSERT INTO probe.model_version
                               (model, version, active, trained_at, seed, metrics, artifact)
                        VALUES ('mean', 1, false, '2011-12-01T00:00:00Z', 42, '{"mean": 1.5}', '{"mean":1.5}'),
                               ('mean', 2, true, '2011-12-02T00:00:00Z', 42, '{"mean": 2}', '{"mean":2.0}'),
                               ('customers', 1, true, '2011-12-01T00:00:00Z', 42, '{}', '{"customers":1.0}')
                        """));

        try (var log = new EventLog()) {
            var settings = new HashMap<String, Object>(database);
            settings.put("micronaut.server.port", "-1");
            settings.put("micronaut.http.services.orchestrator.url", log.url());
            settings.put("log-reader.poll-interval", "1h");
            try (var context = Service.start("probe", settings)) {
                var versions = context.getBean(ModelVersions.class);
                List<ModelVersion> means = versions.list("mean");

                assertThat(means).extracting(ModelVersion::state).containsExactly("active", "retired");
                assertThat(means).extracting(ModelVersion::activatedBy).containsOnly("train");
                assertThat(means.getFirst().metrics()).containsEntry("mean", 2.0);
                assertThat(means.getFirst().judgement()).isNull();
                assertThat(versions.find("mean", 2).orElseThrow().artifact()).isEqualTo("{\"mean\":2.0}");
                assertThat(context.getBean(ModelRegistry.class).rollBack("mean"))
                        .extracting(ModelVersion::label)
                        .containsExactly("mean@1");
                assertThat(versions.activeVersions()).containsOnlyKeys("customers", "mean");
            }
        }
    }
}
