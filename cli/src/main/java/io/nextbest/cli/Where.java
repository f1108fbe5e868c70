package io.nextbest.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Options that say where Nextbest runs. */
final class Where {

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:NEXTBEST_CLI_HOST:-127.0.0.1}",
            description = "Where Nextbest runs (default ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            defaultValue = "${env:NEXTBEST_PORT_BASE:-5000}",
            description = "The orchestrator's port; the agents have the five after it (default ${DEFAULT-VALUE}).")
    private int portBase = 5000;

    String host() {
        return host;
    }

    int portBase() {
        return portBase;
    }

    URI address(Agent agent) {
        return agent.address(host, portBase);
    }

    ServiceClient client(Agent agent) {
        return new ServiceClient(address(agent));
    }
}
