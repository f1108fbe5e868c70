package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.runtime.probe.Probe;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** An operator and a training change the active version at once: each test goes on where the one before ended. */
@MicronautTest(environments = "probe", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryRaceTest implements RealPostgres {

    @Client("/")
    interface ProbeClient extends AgentOperations {}

    @Inject
    ProbeClient client;

    @Inject
    ModelRegistry registry;

    /** The training has begun when it asks for the log. */
    private void whileTraining(Runnable action) {
        log().beforePage(() -> {
            log().beforePage(() -> {});
            action.run();
        });
    }

    private String active(String model) {
        return client.versions(model).stream()
                .filter(ModelVersion::active)
                .map(ModelVersion::label)
                .findFirst()
                .orElse("none");
    }

    @AfterEach
    void goOnReading() {
        log().beforePage(() -> {});
    }

    @Test
    @Order(1)
    void leavesWhatAnOperatorActivatedDuringATrainingActive() {
        log().append(Probe.purchase("e1", "c1", "10"));
        client.train();
        log().append(Probe.purchase("e2", "c2", "30"));
        client.train(false);
        log().append(Probe.purchase("e3", "c3", "500"));
        whileTraining(() -> registry.activate("mean", 2));

        ModelVersion trained = client.train();

        assertThat(trained.label()).isEqualTo("mean@3");
        assertThat(trained.state()).isEqualTo("candidate");
        assertThat(trained.judgement().accepted()).isFalse();
        assertThat(trained.judgement().why())
                .isEqualTo("mean@2 was activated while this was trained, so it waits for an operator; judged before"
                        + " that: did not fall");
        assertThat(active("mean")).isEqualTo("mean@2");
        assertThat(active("customers")).as("nobody touched it").isEqualTo("customers@3");
    }

    @Test
    @Order(2)
    void leavesWhereAnOperatorWentBackToDuringATraining() {
        log().append(Probe.purchase("e4", "c4", "900"));
        whileTraining(() -> registry.rollBack("mean"));

        assertThat(client.train().state()).isEqualTo("candidate");

        assertThat(active("mean")).isEqualTo("mean@1");
    }

    @Test
    @Order(3)
    void activatesAsEverWhereTheOperatorChangedNothing() {
        log().append(Probe.purchase("e5", "c5", "2000"));
        whileTraining(() -> registry.activate("mean", 1));

        assertThat(client.train().state()).isEqualTo("active");

        assertThat(active("mean")).isEqualTo("mean@5");
    }
}
