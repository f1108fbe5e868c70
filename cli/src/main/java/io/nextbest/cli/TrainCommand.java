package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets agents learn from the log. */
@Command(
        name = "train",
        description = "Lets an agent, or all of them, read the log to its end, train, and activate the new model.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private final Where where = new Where();

    @Parameters(
            arity = "0..1",
            paramLabel = "AGENT",
            description = "segmentation, content, reward, timing or engagement (default all).")
    private @Nullable String agent;

    @Option(names = "--json", description = "Print each model version as JSON, one a line.")
    private boolean json;

    @Override
    public Integer call() {
        Output out = Output.standard();
        List<Agent> agents = agent == null ? Agent.learners() : List.of(Agent.learner(agent));
        for (Agent one : agents) {
            long start = System.nanoTime();
            ServiceClient client = where.client(one);
            String answer = client.post("/v1/agent/train", "{}");
            out.line(json ? answer : trained(one, client.tree(answer), start));
        }
        return 0;
    }

    /** One line: the version, how long it took, what it measured. */
    static String trained(Agent agent, JsonNode version, long startNanos) {
        Map<String, Double> byName = new TreeMap<>();
        Json.member(version, "metrics")
                .entries()
                .forEach(metric -> byName.put(metric.getKey(), metric.getValue().getDoubleValue()));
        StringJoiner metrics = new StringJoiner(", ");
        byName.forEach((name, value) -> metrics.add(name.replace('_', ' ') + " " + figure(value)));
        return "  %-18s %s@%d in %.1f s   %s"
                .formatted(
                        agent.id(),
                        Json.member(version, "model").getStringValue(),
                        Json.member(version, "version").getIntValue(),
                        (System.nanoTime() - startNanos) / 1e9,
                        metrics);
    }

    private static String figure(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e12 ? "%,.0f".formatted(value) : "%.4g".formatted(value);
    }
}
