package io.nextbest.cli;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The six services in the order of their ports. */
enum Agent {
    ORCHESTRATOR,
    SEGMENTATION,
    CONTENT,
    REWARD,
    TIMING,
    ENGAGEMENT;

    /** The name that {@code Service.start} and the settings know it by: "segmentation". */
    String service() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name that it goes by on the wire: "segmentation-agent". */
    String id() {
        return this == ORCHESTRATOR ? service() : service() + "-agent";
    }

    int port(int portBase) {
        return portBase + ordinal();
    }

    /** Those that derive tables and train: all but the orchestrator. */
    static List<Agent> learners() {
        return Arrays.stream(values()).filter(agent -> agent != ORCHESTRATOR).toList();
    }

    static Agent learner(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("-agent$", "");
        return learners().stream()
                .filter(agent -> agent.service().equals(plain))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("There is no agent \"%s\"; the agents are %s."
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        learners().stream().map(Agent::service).toList()))));
    }

    URI address(String host, int portBase) {
        return URI.create("http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port(portBase)));
    }
}
