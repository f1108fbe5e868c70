package io.nextbest.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of the commands that start the services. */
final class Listen {

    static final String CLOCK_OFFSET = "clock.offset";
    private static final int USUAL_PORT = 5000;
    private static final int SECOND_PORT = 8000;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:NEXTBEST_HOST:-127.0.0.1}",
            description = "Address to listen on (default ${DEFAULT-VALUE}: this machine only).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            defaultValue = "${env:NEXTBEST_PORT_BASE:-5000}",
            description = "The orchestrator's port; the agents take the five after it (default ${DEFAULT-VALUE}).")
    private int portBase = 5000;

    int portBase() {
        return portBase;
    }

    Stack start(Home home, Duration clockOffset, Output out) {
        int second = portBase == USUAL_PORT ? SECOND_PORT : 0; // whoever chose other ports wants no more of them
        if (second != 0 && !Stack.isFree(host, SECOND_PORT)) {
            second = 0;
            out.line("Port %d is taken: the orchestrator listens on %d only.".formatted(SECOND_PORT, portBase));
        }
        out.line("Starting PostgreSQL and six services in %s …".formatted(home.folder()));
        try {
            return Stack.start(home, new Stack.Plan(host, portBase, clockOffset, second));
        } catch (RuntimeException e) {
            home.close();
            throw e;
        }
    }

    /** Where everybody listens, and which of them answers with an older version than it should. */
    static void show(Stack stack, Output out) {
        Stack.Plan plan = stack.plan();
        String host = Stack.reachable(plan.host());
        for (Agent agent : Agent.values()) {
            out.line("  %-20s %s%s"
                    .formatted(
                            agent.id(),
                            agent.address(host, plan.portBase()),
                            agent == Agent.ORCHESTRATOR && plan.secondPort() != 0
                                    ? ", also http://%s:%d".formatted(host, plan.secondPort())
                                    : ""));
            stack.client(agent).problem(agent).ifPresent(problem -> out.line("  %-20s %s".formatted("", problem)));
        }
    }
}
