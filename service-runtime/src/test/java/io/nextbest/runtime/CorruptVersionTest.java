package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.probe.Probe;
import io.nextbest.runtime.testing.EventLog;
import io.nextbest.runtime.testing.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

/** What happens to a version whose artefact was spoilt in the table, behind the service's back. */
class CorruptVersionTest {

    private static Map<String, Object> settings(EventLog log) {
        var settings = new HashMap<String, Object>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", log.url());
        settings.put("log-reader.poll-interval", "1h");
        return settings;
    }

    private static void activate(ApplicationContext context, double mean) {
        var registry = context.getBean(ModelRegistry.class);
        var imported = registry.importArtefact("{\"mean\":%s}".formatted(mean));
        registry.activate("mean", imported.version());
    }

    private static ActiveModel<Double> answering(ApplicationContext context) {
        return ActiveModel.of(
                context.getBean(ModelVersions.class), "mean", stored -> Probe.value("mean", stored.artifact()));
    }

    private static void spoil(ApplicationContext context, int version) {
        context.getBean(Database.class)
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE probe.model_version SET artifact = 'no JSON' WHERE version = ?", version));
    }

    private static String get(ApplicationContext context, String path) throws Exception {
        URI server = context.getBean(EmbeddedServer.class).getURI();
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void goesOnAnsweringFromTheVersionLoadedBeforeAndSaysWhy() throws Exception {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            ActiveModel<Double> model = answering(context);
            activate(context, 1);
            assertThat(model.find()).contains(1.0);

            activate(context, 2);
            spoil(context, 2);

            assertThat(model.find()).contains(1.0);
            assertThat(model.problem()).contains("mean@2 does not read (it holds no mean); mean@1 answers instead.");
            assertThat(get(context, "/v1/agent/status"))
                    .contains("\"problem\":\"mean@2 does not read (it holds no mean); mean@1 answers instead.\"");
            assertThat(get(context, "/health/readiness")).contains("\"model\":{\"status\":\"UP\"", "mean@2 does not");
            activate(context, 3);
            assertThat(model.find()).contains(3.0);
            assertThat(model.problem()).isEmpty();
            assertThat(get(context, "/v1/agent/status")).contains("\"problem\":null");
        }
    }

    @Test
    void saysThatItGoesOnWithAVersionThatWasSpoiltAfterItWasRead() throws Exception {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            ActiveModel<Double> model = answering(context);
            activate(context, 1);
            activate(context, 2);
            assertThat(model.find()).contains(2.0);

            spoil(context, 2);

            assertThat(get(context, "/v1/agent/status")).contains("\"version\":2,", "\"problem\":null");
            assertThat(get(context, "/health/readiness")).doesNotContain("does not read");
            assertThat(get(context, "/prometheus"))
                    .contains("nextbest_model_version{model=\"mean\",service=\"probe\"} 2.0");
            assertThat(model.find()).contains(2.0);
        }
    }

    @Test
    void looksAgainAfterTheDatabaseFailedInsteadOfCallingTheVersionUnreadable() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var versions = context.getBean(ModelVersions.class);
            activate(context, 1);
            var failing = new AtomicBoolean(true);
            var model = ActiveModel.of(versions, "mean", stored -> {
                if (failing.getAndSet(false)) {
                    throw new ConnectionException(new SQLException("gone for a moment"));
                }
                return Probe.value("mean", stored.artifact());
            });

            assertThatThrownBy(model::find).isInstanceOf(ConnectionException.class);

            assertThat(model.find()).contains(1.0);
            assertThat(model.problem()).isEmpty();
        }
    }

    @Test
    void beginsWithTheVersionThatWasActiveBeforeWhenTheActiveOneDoesNotRead() throws Exception {
        try (var log = new EventLog()) {
            var settings = settings(log);
            try (var context = Service.start("probe", settings)) {
                for (int value = 1; value <= 3; value++) {
                    activate(context, value);
                }
                spoil(context, 3);
                spoil(context, 2);
            }
            try (var context = Service.start("probe", settings)) {
                assertThat(answering(context).find()).contains(1.0);
                assertThat(get(context, "/v1/agent/status")).contains("mean@3 does not read", "mean@1 answers instead");
                assertThat(get(context, "/prometheus"))
                        .contains("nextbest_model_version{model=\"mean\",service=\"probe\"} 1.0");
            }
        }
    }

    @Test
    void isNotReadyWhenNoVersionReads() throws Exception {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            activate(context, 1);
            spoil(context, 1);

            assertThat(get(context, "/health/readiness")).contains("\"model\":{\"status\":\"DOWN\"", "mean@1 does not");
            assertThatThrownBy(() -> answering(context).find())
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_NOT_TRAINED))
                    .hasMessageContaining("nothing answers in its place");

            // what is trained then is compared with nothing, and answers
            var made = context.getBean(ModelRegistry.class).train(true).getFirst();
            assertThat(made.label()).isEqualTo("mean@2");
            assertThat(answering(context).find()).contains(0.0);
        }
    }

    @Test
    void refusesToActivateOrGoBackToWhatDoesNotRead() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var registry = context.getBean(ModelRegistry.class);
            activate(context, 1);
            activate(context, 2);
            spoil(context, 1);

            assertThatThrownBy(() -> registry.activate("mean", 1))
                    .hasMessage("mean@1 does not read (it holds no mean); nothing was changed.");
            assertThatThrownBy(() -> registry.rollBack("mean")).hasMessageContaining("mean@1 does not read");
            assertThatThrownBy(() -> registry.shadow("mean", 1)).hasMessageContaining("mean@1 does not read");
            assertThat(context.getBean(ModelVersions.class).activeVersions()).containsEntry("mean", 2);
            assertThat(answering(context).find()).contains(2.0);
        }
    }

    /** A shadow that does not read must not disturb the answers. */
    @Test
    void scoresNothingBesideWhenTheShadowDoesNotRead() {
        try (var log = new EventLog();
                var context = Service.start("probe", settings(log))) {
            var versions = context.getBean(ModelVersions.class);
            context.getBean(ModelRegistry.class).train(true);
            context.getBean(ModelRegistry.class).train(false);
            context.getBean(ModelRegistry.class).shadow("mean", 2);
            spoil(context, 2);
            var shadow = ActiveModel.<Double>shadow(versions, "mean", stored -> Probe.value("mean", stored.artifact()));

            assertThat(shadow.find()).isEmpty();
            assertThat(shadow.problem().orElseThrow()).contains("mean@2 does not read");
            assertThat(answering(context).find()).contains(0.0);
        }
    }
}
