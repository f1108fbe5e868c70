package io.nextbest.orchestrator.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.Service;
import io.nextbest.runtime.testing.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The orchestrator is ready when its first decision will not be its slowest. */
class PracticeTest {

    private static final long LONGEST_MS = 25_000;

    private static String awaitReadiness(ApplicationContext context, String part) throws Exception {
        var desk = desk(context);
        long end = System.nanoTime() + LONGEST_MS * 1_000_000;
        String body = desk.calls().get("/health/readiness").body();
        while (!body.contains(part) && System.nanoTime() < end) {
            Thread.onSpinWait();
            body = desk.calls().get("/health/readiness").body();
        }
        return body;
    }

    private static Desk desk(ApplicationContext context) {
        return new Desk(
                context.getBean(EmbeddedServer.class),
                context.getBean(Database.class),
                context.getBean(JsonMapper.class));
    }

    @Test
    void waitsWithBeingReadyUntilTheAgentsAnswerInTime() throws Exception {
        try (var agents = new StandIns()) {
            Map<String, Object> settings = new HashMap<>(TestDatabases.fresh());
            settings.putAll(agents.properties());
            settings.put("micronaut.server.port", "-1");
            settings.put(
                    "nextbest.clock-offset",
                    Duration.between(Clock.systemUTC().instant(), Said.NOON).toString());
            settings.put("decision.holdout-share", "0");
            settings.put("decision.deadline", "500ms");
            settings.put("decision.agent-budget", "150ms");
            try (var empty = Service.start("orchestrator", settings)) {
                assertThat(awaitReadiness(empty, "\"practice\":{\"status\":\"UP\""))
                        .contains("\"status\":\"UP\"");
                desk(empty).consenting();
            }
            for (StandIns.Agent agent : StandIns.Agent.values()) {
                agents.set(agent, StandIns.Mood.SLOW);
            }
            try (var context = Service.start("orchestrator", settings)) {
                assertThat(desk(context).calls().get("/health/readiness").body())
                        .contains("are being rehearsed");

                agents.calm();

                assertThat(awaitReadiness(context, "\"practice\":{\"status\":\"UP\""))
                        .contains("\"practice\":{\"status\":\"UP\"");
                assertThat(desk(context)
                                .decide("{\"customer_id\":\"%s\"}"
                                        .formatted(desk(context).consenting()))
                                .degraded())
                        .isEmpty();
            }
        }
    }
}
