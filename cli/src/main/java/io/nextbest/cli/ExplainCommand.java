package io.nextbest.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a decision that was made, with its reasons. */
@Command(
        name = "explain",
        description = "Shows a stored decision: what was done, why, and what lost.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private final Where where = new Where();

    @Parameters(paramLabel = "DECISION_ID", description = "The decision's id.")
    private String decision = "";

    @Option(names = "--json", description = "Print the decision as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        String path = "/v1/decisions/" + URLEncoder.encode(decision, StandardCharsets.UTF_8);
        DecideCommand.show(where.client(Agent.ORCHESTRATOR), path, null, json);
        return 0;
    }
}
