package io.nextbest.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets agents learn from the log. */
@Command(
        name = "train",
        description = "Lets an agent, or all of them, read the log to its end, train, and activate what it accepts."
                + " With --input, trains segmentation from a shop's file into files, without any service.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "With --engine spark, of a source tree only, --input is a folder of Parquet or CSV; --master, --starts,",
            "--seed and --parquet are options of its own, listed by",
            "  ./nextbest train segmentation --engine spark --help",
        })
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

    @Option(
            names = "--no-activate",
            description = "Store what was fitted as candidates only; nextbest versions activates them.")
    private boolean keepOnly;

    @Mixin
    private final OfflineOptions offline = new OfflineOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        Output out = Output.standard();
        if (offline.areWanted(spec.commandLine())) {
            return offline.train(spec.commandLine(), agent, json);
        }
        List<Agent> agents = agent == null ? Agent.learners() : List.of(Agent.learner(agent));
        for (Agent one : agents) {
            long start = System.nanoTime();
            ServiceClient client = where.client(one);
            String answer = client.post("/v1/agent/train?activate=" + !keepOnly, "{}");
            if (json) {
                out.line(answer);
            } else {
                VersionText.trained(one, client.tree(answer), start).forEach(out::line);
            }
        }
        return 0;
    }
}
