package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.RollbackRequest;
import io.nextbest.runtime.probe.Probe;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A life of versions over HTTP: each test goes on where the one before ended. */
@MicronautTest(environments = "probe", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryTest implements RealPostgres {

    @Client("/")
    interface ProbeClient extends AgentOperations {}

    @Inject
    ProbeClient client;

    @Inject
    EmbeddedServer server;

    @Inject
    ModelVersions versions;

    @Inject
    VersionRows rows;

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.getURI().resolve(path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private double answer(ActiveModel<Double> model) {
        return model.find().orElseThrow();
    }

    private ActiveModel<Double> mean() {
        return ActiveModel.of(versions, "mean", stored -> Probe.value("mean", stored.artifact()));
    }

    private String labels(List<ModelVersion> some) {
        return String.join(
                " ", some.stream().map(one -> one.label() + "=" + one.state()).toList());
    }

    @Test
    @Order(1)
    void refusesAModelNameThatTheDatabaseCannotTake() throws Exception {
        for (String path : List.of("/v1/agent/versions?model=%00", "/v1/agent/versions/me%00an/1")) {
            assertThat(send("GET", path, "").statusCode()).as(path).isEqualTo(400);
        }
        assertThat(send("POST", "/v1/agent/versions/me%00an/1/activate", "").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/v1/agent/rollback", "{\"model\":\"a\\u0000\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @Order(1)
    void hasNothingToGoBackToBeforeTheFirstTraining() throws Exception {
        assertThat(send("POST", "/v1/agent/rollback", "").statusCode()).isEqualTo(409);
        assertThat(send("GET", "/v1/agent/versions", "").body()).isEqualTo("[]");
    }

    @Test
    @Order(2)
    void activatesTheFirstVersionOfEachModelAndKeepsWhatItWasJudged() throws Exception {
        log().append(Probe.purchase("e1", "c1", "10"));

        ModelVersion trained = client.train();

        assertThat(trained.label()).isEqualTo("mean@1");
        assertThat(trained.state()).isEqualTo("active");
        assertThat(trained.active()).isTrue();
        assertThat(trained.activatedBy()).isEqualTo("train");
        assertThat(trained.judgement().why()).isEqualTo("did not fall");
        assertThat(trained.parameters()).containsEntry("of", "amount");
        assertThat(labels(trained.also())).isEqualTo("customers@1=active");
        assertThat(send("POST", "/v1/agent/rollback", "{}").body()).contains("nothing to go back to");
        assertThat(send("GET", "/prometheus", "").body())
                .contains("nextbest_trainings_total{by=\"train\",result=\"activated\",service=\"probe\"} 1.0")
                .contains("nextbest_model_version{model=\"mean\",service=\"probe\"} 1.0");
    }

    /** The mean falls, so it stays a candidate; the number of customers does not, and is activated. */
    @Test
    @Order(3)
    void keepsWhatWasNotAcceptedAsACandidate() {
        log().append(Probe.purchase("e2", "c2", "2"));

        ModelVersion trained = client.train();

        assertThat(trained.label()).isEqualTo("mean@2");
        assertThat(trained.state()).isEqualTo("candidate");
        assertThat(trained.judgement().accepted()).isFalse();
        assertThat(trained.judgement().why()).isEqualTo("fell to 6.0");
        assertThat(trained.activatedAt()).isNull();
        assertThat(labels(trained.also())).isEqualTo("customers@2=active");
        assertThat(answer(mean())).isEqualTo(10);
        assertThat(client.status().model().label()).isEqualTo("mean@1");
    }

    @Test
    @Order(4)
    void storesCandidatesOnlyWhereNothingShallBeActivated() {
        log().append(Probe.purchase("e3", "c2", "98"));

        ModelVersion trained = client.train(false);

        assertThat(trained.label()).isEqualTo("mean@3");
        assertThat(trained.judgement().accepted()).isTrue();
        assertThat(trained.state()).isEqualTo("candidate");
        assertThat(labels(client.versions("mean"))).isEqualTo("mean@3=candidate mean@2=candidate mean@1=active");
        assertThat(client.versions(null)).hasSize(6);
    }

    @Test
    @Order(5)
    void scoresAShadowBesideTheActiveVersionUntilItEnds() throws Exception {
        ActiveModel<Double> shadow =
                ActiveModel.shadow(versions, "mean", stored -> Probe.value("mean", stored.artifact()));
        assertThat(shadow.find()).isEmpty();

        assertThat(client.shadow("mean", 2).state()).isEqualTo("shadow");
        assertThat(shadow.find()).contains(6.0);
        assertThat(client.shadow("mean", 3).state()).isEqualTo("shadow");
        assertThat(shadow.find()).contains(55.0);
        assertThat(answer(mean())).isEqualTo(10);
        assertThat(labels(client.versions("mean"))).isEqualTo("mean@3=shadow mean@2=candidate mean@1=active");

        assertThat(send("POST", "/v1/agent/versions/mean/1/shadow", "").statusCode())
                .isEqualTo(409);
        assertThat(client.endShadow("mean").state()).isEqualTo("candidate");
        assertThat(shadow.find()).isEmpty();
        assertThat(send("DELETE", "/v1/agent/shadow/mean", "").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(6)
    void letsAnOperatorActivateAnyVersionThatReads() throws Exception {
        ModelVersion activated = client.activate("mean", 3);

        assertThat(activated.state()).isEqualTo("active");
        assertThat(activated.activatedBy()).isEqualTo("operator");
        assertThat(client.activate("mean", 2).active()).isTrue();
        assertThat(answer(mean())).isEqualTo(6);
        assertThat(labels(client.versions("mean"))).isEqualTo("mean@3=retired mean@2=active mean@1=retired");
        assertThat(send("POST", "/v1/agent/versions/mean/9/activate", "").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/v1/agent/versions/mean/9", "").body()).contains("There is no version mean@9");
    }

    @Test
    @Order(7)
    void goesBackTwiceAndThenNoFurther() throws Exception {
        assertThat(labels(client.rollback(new RollbackRequest("mean")))).isEqualTo("mean@3=active");
        List<ModelVersion> second = client.rollback(new RollbackRequest("mean"));

        assertThat(labels(second)).isEqualTo("mean@1=active");
        assertThat(second.getFirst().activatedBy()).isEqualTo("rollback");
        assertThat(answer(mean())).isEqualTo(10);
        assertThat(labels(client.versions("mean"))).isEqualTo("mean@3=retired mean@2=retired mean@1=active");
        assertThat(send("POST", "/v1/agent/rollback", "{\"model\":\"mean\"}").statusCode())
                .isEqualTo(409);
    }

    /** Both models were activated by one training; without a name both go back. */
    @Test
    @Order(8)
    void takesBackAWholeTrainingWhereNoModelIsNamed() {
        log().append(Probe.purchase("e4", "c3", "100"));
        assertThat(client.train().label()).isEqualTo("mean@4");

        List<ModelVersion> back = client.rollback(null);
        assertThat(labels(back)).isEqualTo("customers@2=active mean@1=active");
        assertThat(back)
                .extracting(ModelVersion::note)
                .containsExactly("went back from customers@4", "went back from mean@4");
    }

    @Test
    @Order(9)
    void takesInAnArtefactMadeElsewhereAndRefusesAForeignOne() throws Exception {
        String artefact = client.artefact("mean", 4);
        assertThat(artefact).isEqualTo("{\"mean\":70.0}");

        ModelVersion same = client.importVersion(artefact);
        ModelVersion imported = client.importVersion("{\"mean\":71.5}");

        assertThat(same).isEqualTo(client.version("mean", 4));
        assertThat(imported.label()).isEqualTo("mean@5");
        assertThat(imported.state()).isEqualTo("candidate");
        assertThat(imported.origin()).isEqualTo("import");
        assertThat(client.artefact("mean", 5)).isEqualTo("{\"mean\":71.5}");
        assertThat(client.importVersion("{\"mean\":71.5}").label()).isEqualTo("mean@5");
        var foreign = send("POST", "/v1/agent/versions", "{\"centroids\":[1,2]}");
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(foreign.body()).contains("cannot read the artefact: it holds no mean");
        assertThat(client.versions("mean")).hasSize(5);
    }

    @Test
    @Order(10)
    void refusesWhatIsNoVersionAndNoAnswer() throws Exception {
        assertThat(send("GET", "/v1/agent/versions/mean/first", "").statusCode())
                .isEqualTo(400);
        assertThat(send("GET", "/v1/agent/versions/mean/0", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/v1/agent/versions", "").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/v1/agent/rollback", "{\"modell\":\"mean\"}").body())
                .contains("is not a known member");
        var other = send("POST", "/v1/agent/rollback", "{\"model\":\"other\"}");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).contains("There is no model other here");
        assertThat(send("POST", "/v1/agent/train?activate=perhaps", "").statusCode())
                .isEqualTo(400);
        assertThat(client.versions("mean")).hasSize(5);
    }

    @Test
    @Order(11)
    void goesFurtherBackPastAModelThatATrainingBeganWith() {
        String before = labels(
                client.versions("mean").stream().filter(ModelVersion::active).toList());
        client.activate("mean", client.importVersion("{\"mean\":1}").version());
        versions.change(handle -> {
            activateTogether(handle, "mean", "newcomer");
            return true;
        });

        List<ModelVersion> back = client.rollback(null);
        assertThat(labels(back)).isEqualTo("mean@6=active newcomer@1=active");
        assertThat(back.getLast().note()).isEqualTo("stays: no version of newcomer was active before it");
        assertThat(labels(client.rollback(null))).isEqualTo(before);
    }

    /** As when a release brings the model that decides beside one that was there before. */
    @Test
    @Order(12)
    void takesNothingBackWhereTheModelThatAnswersHasNothingBefore() throws Exception {
        versions.change(handle -> {
            for (String table : List.of("model_activation", "model_version")) {
                handle.execute("DELETE FROM probe." + table);
            }
            activateTogether(handle, "customers");
            activateTogether(handle, "customers", "mean");
            return true;
        });

        var refused = send("POST", "/v1/agent/rollback", "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("mean@1 answers, and no version of mean was active before it");
        assertThat(client.version("customers", 2).active()).isTrue();
        assertThat(labels(client.rollback(new RollbackRequest("customers")))).isEqualTo("customers@1=active");
    }

    private void activateTogether(Handle handle, String... models) {
        var step = rows.next(handle, ModelVersions.By.TRAIN);
        for (String model : models) {
            rows.activate(handle, model, rows.insert(handle, fitted(model), null, ModelVersions.By.TRAIN), step);
        }
    }

    private static ModelVersions.Fitted fitted(String model) {
        return new ModelVersions.Fitted(model, null, null, 1, Map.of(), Map.of(), "{\"%s\":1}".formatted(model));
    }
}
