package io.nextbest.cli;

import io.nextbest.cli.transactions.ImportSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for one decision. */
@Command(
        name = "decide",
        description = "Decides what to do next for one customer, and says why.",
        mixinStandardHelpOptions = true)
final class DecideCommand implements Callable<Integer> {

    @Mixin
    private final Where where = new Where();

    @Parameters(paramLabel = "CUSTOMER", description = "The customer's id.")
    private String customer = "";

    @Option(
            names = "--channel",
            split = ",",
            paramLabel = "CHANNEL",
            description = "Channels you can send on: email, push, sms (default all).")
    private @Nullable List<String> channels;

    @Option(names = "--trigger", paramLabel = "TEXT", description = "What made you ask; kept with the decision.")
    private @Nullable String trigger;

    @Option(names = "--dry-run", description = "Decide without recording or reserving anything.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the decision as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("customer_id", customer);
        if (channels != null) {
            request.put("channels", channels);
        }
        if (trigger != null) {
            request.put("trigger", trigger);
        }
        if (dryRun) {
            request.put("dry_run", true);
        }
        show(where.client(Agent.ORCHESTRATOR), "/v1/decisions", Json.write(request), json);
        return 0;
    }

    /** Posts and shows; without a body, gets and shows. */
    static void show(ServiceClient orchestrator, String path, @Nullable String body, boolean json) {
        Output out = Output.standard();
        String answer = body == null ? orchestrator.get(path) : orchestrator.post(path, body);
        if (json) {
            out.line(answer);
        } else {
            DecisionText.of(orchestrator.decision(answer), ImportSettings.DEFAULT_ZONE)
                    .forEach(out::line);
        }
    }
}
