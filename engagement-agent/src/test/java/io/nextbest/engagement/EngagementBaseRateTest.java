package io.nextbest.engagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.AgentOperations;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.engagement.EngagementOperations;
import io.nextbest.contracts.engagement.Figures;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The agent's first days: nothing on record, then four customers of an older system, then a shop's year. */
@MicronautTest(environments = "engagement", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngagementBaseRateTest implements RealPostgres {

    @Client("/")
    interface EngagementClient extends EngagementOperations {}

    @Client("/")
    interface AgentClient extends AgentOperations {}

    @Inject
    EngagementClient client;

    @Inject
    AgentClient agent;

    @Test
    @Order(1)
    void refusesToAnswerAndToTrainWithNothingOnRecord() {
        assertThat(refusal(() -> client.predict(new CustomerQuery("user1")))).contains("409", "not trained yet");
        assertThat(refusal(() -> client.predictFigures(new Figures(1.0, 1)))).contains("409", "not trained yet");
        assertThat(refusal(() -> agent.train())).contains("409", "No customer is on record");
    }

    @Test
    @Order(2)
    void statesTheShareOfTheActiveWhereTheLogIsTooSmallForARegression() {
        log().append(
                        Shop.profile("p1", "user1", Map.of("last_active", "2011-12-01", "purchases", "5")),
                        Shop.profile("p2", "user2", Map.of("last_active", "2011-11-20", "purchases", "2")),
                        Shop.profile("p3", "user3", Map.of("last_active", "2011-10-10", "purchases", "8")),
                        Shop.profile("p4", "user4", Map.of("last_active", "2011-01-15", "purchases", "1")));

        ModelVersion version = agent.train();
        Prediction prediction =
                client.predict(new CustomerQuery("user4")).predictions().getFirst();

        assertThat(version.label()).isEqualTo("base-rate@1");
        assertThat(version.metrics()).containsEntry("active", 3.0).containsEntry("rows", 4.0);
        assertThat(prediction.name()).isEqualTo("engages_within_90_days"); // a visit is no purchase
        // 3 of 4: Beta(4, 2), mean 2/3; P(share ≤ x) = 5·x⁴ - 4·x⁵
        assertThat(prediction.value()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(5 * Math.pow(prediction.low(), 4) - 4 * Math.pow(prediction.low(), 5))
                .isCloseTo(0.025, within(1e-9));
        assertThat(5 * Math.pow(prediction.high(), 4) - 4 * Math.pow(prediction.high(), 5))
                .isCloseTo(0.975, within(1e-9));
        assertThat(prediction.reasons()).hasSize(1);
        assertThat(prediction.reasons().getFirst().factor()).isEqualTo("3 of 4 known customers were active in 90 days");
        assertThat(prediction.reasons().getFirst().contribution()).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    @Order(3)
    void answersWithTheRegressionOnceTheLogCarriesIt() {
        log().append(Shop.regularsAndLapsed());

        assertThat(agent.train().label()).isEqualTo("recency-frequency@1");
        Predictions predictions = client.predict(new CustomerQuery("user4"));
        assertThat(predictions.model()).isEqualTo("recency-frequency@1");
        assertThat(predictions.predictions().getFirst().name()).isEqualTo("buys_within_90_days");
        assertThat(agent.train().label()).isEqualTo("recency-frequency@2");
        assertThat(client.predict(new CustomerQuery("user4")).model()).isEqualTo("recency-frequency@2");
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
        } catch (HttpClientResponseException e) {
            return e.getStatus().getCode()
                    + e.getResponse().getBody(String.class).orElse("");
        }
        return "not refused";
    }
}
