package io.nextbest.systemtests.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Six real processes over one PostgreSQL: decide, learn, be killed, and go on. */
@ExtendWith(RunningStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackTest {

    private static final String CUSTOMER = "12347";
    private static final Duration DEADLINE = Duration.ofMillis(250);

    /** On top of the deadline: HTTP, the decision's own transaction, and a machine that does other things too. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private static final Duration RECOVERY = Duration.ofSeconds(15);

    private final Stack stack;

    StackTest(Stack stack) {
        this.stack = stack;
    }

    @AfterEach
    void leavesEveryServiceRunning() throws IOException, InterruptedException {
        for (ServiceProcess service : stack.services()) {
            if (service.isAlive()) {
                service.thaw();
            } else {
                service.launch(Map.of());
            }
        }
        stack.services().forEach(ServiceProcess::awaitHealth);
        awaitWholeDecision();
    }

    @Test
    void everyServiceIsReadyOnceItsAgentIsTrained() {
        for (ServiceProcess service : stack.services()) {
            var ready = service.api().get("/health/readiness");
            assertThat(ready.status())
                    .as(service.module() + ": " + ready.text())
                    .isEqualTo(200);
        }
    }

    @Test
    void decidesWithEveryAgentAndKeepsTheDecisionForEver() {
        JsonNode decision = awaitWholeDecision();

        assertThat(decision.path("segment").path("segment_name").asString()).isNotBlank();
        assertThat(decision.path("predictions").size()).isPositive();
        assertThat(decision.path("models").propertyNames()).contains("segmentation", "engagement");
        assertThat(decision.path("action").path("type").asString()).isIn("send", "hold");
        String id = decision.path("decision_id").asString();
        assertThat(stack.orchestrator().get("/v1/decisions/" + id).accepted()).isEqualTo(decision);
    }

    @Test
    void agentsLearnFromWhatTheCustomerDidAfterADecision() {
        JsonNode send = firstSend();
        String customer = send.path("customer_id").asString();
        String decision = send.path("decision_id").asString();
        Instant at = Instant.parse(send.path("at").asString());
        stack.awaitOffset("reward", stack.end());
        stack.awaitOffset("content", stack.end());
        var rewards = stack.tables("reward");
        var contents = stack.tables("content");

        int accepted = stack.send(
                List.of("""
                {"kind":"exposure","event_id":"exposure-1","customer_id":"%s","at":"%s","decision_id":"%s"}""".formatted(customer, at, decision), """
                {"kind":"outcome","event_id":"outcome-1","customer_id":"%s","at":"%s","decision_id":"%s",\
                "type":"purchase","amount":25.00}""".formatted(customer, at.plusMillis(1), decision)));

        assertThat(accepted).isEqualTo(2);
        stack.awaitOffset("reward", stack.end());
        stack.awaitOffset("content", stack.end());
        assertThat(stack.tables("reward")).as("what rewards are worth").isNotEqualTo(rewards);
        assertThat(stack.tables("content")).as("what contents are worth").isNotEqualTo(contents);
    }

    @Test
    void takesAnEventOnceHoweverOftenItIsSent() {
        long end = stack.end();

        assertThat(stack.send(Shop.events().subList(0, 500))).isZero();
        assertThat(stack.end()).isEqualTo(end);
    }

    @Test
    void takesASliceOfTheRealWorkbookThroughTheImportDoor(@TempDir Path folder) {
        WorkbookCut cut = WorkbookCut.write(folder);
        long end = stack.end();
        String port = stack.orchestrator().url().replaceFirst(".*:", "");

        var imported = CommandProcess.run(
                folder,
                "import",
                "transactions",
                "--port-base",
                port,
                cut.file().toString());

        assertThat(imported.status()).as(imported.output()).isZero();
        assertThat(stack.end()).isEqualTo(end + cut.rows());
        for (String agent : Stack.AGENTS) {
            stack.awaitOffset(agent, stack.end());
        }
        // 13047 buys in the workbook, and is none of the shop's customers
        var assigned = stack.service("segmentation").api().post("/segment/customer", "{\"customer_id\":\"13047\"}");
        assertThat(assigned.accepted().path("segment_name").asString())
                .as(assigned.text())
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"segmentation", "content", "reward", "timing", "engagement"})
    void decidesWithoutAKilledAgentAndNamesItThenRecovers(String agent) {
        awaitWholeDecision();
        ServiceProcess process = stack.service(agent);
        process.kill();

        for (int attempt = 0; attempt < 5; attempt++) {
            assertDegraded(process.module());
        }

        process.launch(Map.of());
        process.awaitHealth();
        awaitWholeDecision();
    }

    @ParameterizedTest
    @ValueSource(strings = {"segmentation", "content", "reward", "timing", "engagement"})
    void decidesInsideTheDeadlineWhileAnAgentIsFrozen(String agent) throws IOException, InterruptedException {
        awaitWholeDecision();
        ServiceProcess process = stack.service(agent);
        process.freeze();

        for (int attempt = 0; attempt < 5; attempt++) {
            assertDegraded(process.module());
        }

        process.thaw();
        awaitWholeDecision();
    }

    @ParameterizedTest
    @ValueSource(strings = {"segmentation", "content", "reward", "timing", "engagement"})
    void takesEachEventInOnceThoughKilledInTheMiddleOfTheLog(String agent) {
        String content = firstSend().path("action").path("content_id").asString();
        ServiceProcess process = stack.service(agent);
        stack.awaitOffset(agent, stack.end());
        process.kill();
        long begin = stack.end();
        stack.send(Shop.backlog(agent, content));
        long end = stack.end();

        process.launch(Map.of("LOG_READER_PAGE_SIZE", "2")); // small pages, so that there is a middle
        Patience.await("a part of the backlog is read", Duration.ofMinutes(4), () -> {
            long offset = stack.storedOffset(agent);
            return offset > begin + (end - begin) / 10;
        });
        process.kill();
        assertThat(stack.storedOffset(agent)).as("where the agent was killed").isBetween(begin + 1, end - 1);
        process.launch(Map.of());
        process.awaitHealth();
        stack.awaitOffset(agent, end);

        var caughtUp = stack.tables(agent);
        process.api().order("/v1/agent/rebuild").accepted();
        assertThat(caughtUp).as("tables after the kill").isEqualTo(stack.tables(agent));
    }

    @Test
    void anAgentThatIsToldToStopStopsByItself() {
        ServiceProcess timing = stack.service("timing");

        assertThat(timing.terminate()).as("exit status of SIGTERM").isEqualTo(143);
    }

    @Test
    void decisionsSurviveTheDeathOfTheOrchestrator() {
        JsonNode decision = awaitWholeDecision();
        long end = stack.end();
        ServiceProcess orchestrator = stack.service(Stack.ORCHESTRATOR);

        orchestrator.kill();
        orchestrator.launch(Map.of());
        orchestrator.awaitHealth();

        String id = decision.path("decision_id").asString();
        assertThat(stack.orchestrator().get("/v1/decisions/" + id).accepted()).isEqualTo(decision);
        assertThat(stack.end()).isGreaterThanOrEqualTo(end);
    }

    @Test
    void aServiceCannotReadAnothersTables() throws SQLException {
        try (var connection = stack.connect("timing");
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT last_seq FROM reward.log_offset"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    private void assertDegraded(String module) {
        var answer = stack.decide(CUSTOMER);

        JsonNode decision = answer.accepted();
        assertThat(agents(decision)).as(decision.path("degraded").toString()).contains(module);
        assertThat(answer.elapsed()).as("time of a decision without " + module).isLessThan(DEADLINE.plus(MARGIN));
    }

    private static List<String> agents(JsonNode decision) {
        return decision.path("degraded")
                .valueStream()
                .map(part -> part.path("agent").asString())
                .toList();
    }

    /** A decision to which every agent contributed; cold or just restarted services get a bounded time to warm up. */
    private JsonNode awaitWholeDecision() {
        return Patience.find("a decision that is not degraded", RECOVERY, () -> {
            JsonNode decision = stack.decide(CUSTOMER).accepted();
            return decision.path("degraded").isEmpty() ? Optional.of(decision) : Optional.empty();
        });
    }

    private JsonNode firstSend() {
        awaitWholeDecision();
        for (String customer : Shop.customers()) {
            JsonNode decision = stack.decide(customer).accepted();
            if (decision.path("action").path("type").asString().equals("send")
                    && decision.path("degraded").isEmpty()) {
                return decision;
            }
        }
        throw new AssertionError("no customer of the shop is sent anything");
    }
}
