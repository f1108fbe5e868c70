package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that an agent's tables are nothing but the log. */
@Command(
        name = "rebuild",
        description = "Wipes what an agent derived from the log and derives it again; its models stay.",
        mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {

    @Mixin
    private final Where where = new Where();

    @Parameters(paramLabel = "AGENT", description = "segmentation, content, reward, timing or engagement.")
    private String agent = "";

    @Option(names = "--json", description = "Print the agent's status as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        long start = System.nanoTime();
        Agent one = Agent.learner(agent);
        ServiceClient client = where.client(one);
        String answer = client.post("/v1/agent/rebuild", "{}");
        JsonNode status = client.tree(answer);
        Output.standard()
                .line(
                        json
                                ? answer
                                : "The %s has derived its tables again from %,d events in %.1f s."
                                        .formatted(
                                                one.id(),
                                                Json.member(status, "offset").getLongValue(),
                                                (System.nanoTime() - start) / 1e9));
        return 0;
    }
}
