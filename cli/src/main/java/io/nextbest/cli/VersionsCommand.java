package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The registry of an agent's models, for operators. */
@Command(
        name = "versions",
        description = "Lists an agent's model versions, or changes which one answers.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  versions segmentation                        the versions, the newest first",
            "  versions segmentation show standard[@3]      all about one, or about the active one",
            "  versions segmentation artefact standard[@3]  what is stored of it",
            "  versions segmentation activate standard@3    lets it answer",
            "  versions segmentation rollback [standard]    back to what was active before",
            "  versions segmentation shadow standard@3      scores it beside the active one",
            "  versions segmentation shadow off             ends that",
            "  versions segmentation import FILE            takes in an artefact made elsewhere",
        })
final class VersionsCommand implements Callable<Integer> {

    private static final String VERSIONS = "/v1/agent/versions";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Mixin
    private final Where where = new Where();

    @Parameters(index = "0", paramLabel = "AGENT", description = "segmentation, content, reward, timing, engagement.")
    private String agent = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ACTION",
            defaultValue = "list",
            description = "list (default), show, artefact, activate, rollback, shadow or import.")
    private String action = "list";

    @Parameters(index = "2", arity = "0..1", paramLabel = "WHAT", description = "A version, a model or a file.")
    private @Nullable String what;

    @Option(names = "--json", description = "Print the agent's answer as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        ServiceClient client = where.client(Agent.learner(agent));
        switch (action) {
            case "list" -> print(client, client.get(VERSIONS + (what == null ? "" : "?model=" + word(what))));
            case "show" -> show(client);
            case "artefact" -> Output.standard().line(client.get(shown(client) + "/artefact"));
            case "activate" -> print(client, client.post(path() + "/activate", "{}"));
            case "rollback" -> rollBack(client);
            case "shadow" -> shadow(client);
            case "import" -> print(client, client.post(VERSIONS, file()));
            default -> throw usage("There is no action \"%s\".".formatted(action));
        }
        return 0;
    }

    private void show(ServiceClient client) {
        String answer = client.get(shown(client));
        List<String> lines = json ? List.of(answer) : VersionText.details(client.tree(answer));
        lines.forEach(Output.standard()::line);
    }

    /** Also says of each model that did not go back which version of it goes on answering. */
    private void rollBack(ServiceClient client) {
        String answer = client.post("/v1/agent/rollback", Json.write(model()));
        print(client, answer);
        if (json || what != null) {
            return;
        }
        Set<String> back = new HashSet<>();
        client.tree(answer)
                .values()
                .forEach(version -> back.add(Json.member(version, "model").getStringValue()));
        for (JsonNode version : client.tree(client.get(VERSIONS)).values()) {
            String model = Json.member(version, "model").getStringValue();
            if (Json.member(version, "active").getBooleanValue() && !back.contains(model)) {
                Output.standard()
                        .line("  %s did not go back, %s goes on answering; versions %s rollback %s takes it back alone."
                                .formatted(model, VersionText.label(version), agent, model));
            }
        }
    }

    private void shadow(ServiceClient client) {
        if (!"off".equals(what)) {
            print(client, client.post(path() + "/shadow", "{}"));
            return;
        }
        int ended = 0;
        for (JsonNode version : client.tree(client.get(VERSIONS)).values()) {
            if (Json.member(version, "state").getStringValue().equals("shadow")) {
                print(
                        client,
                        client.delete("/v1/agent/shadow/"
                                + Json.member(version, "model").getStringValue()));
                ended++;
            }
        }
        if (ended == 0) {
            throw new CommandFailure("No version of the %s is a shadow now."
                    .formatted(Agent.learner(agent).id()));
        }
    }

    /** One version or a list of them. */
    private void print(ServiceClient client, String answer) {
        Output out = Output.standard();
        if (json) {
            out.line(answer);
            return;
        }
        JsonNode tree = client.tree(answer);
        VersionText.table(tree.isArray() ? tree : JsonNode.createArrayNode(List.of(tree)))
                .forEach(out::line);
    }

    /** Of a model alone, the version that answers. */
    private String shown(ServiceClient client) {
        if (what == null || what.contains("@")) {
            return path();
        }
        for (JsonNode version :
                client.tree(client.get(VERSIONS + "?model=" + word(what))).values()) {
            if (Json.member(version, "active").getBooleanValue()) {
                return "%s/%s/%d"
                        .formatted(
                                VERSIONS, what, Json.member(version, "version").getIntValue());
            }
        }
        throw new CommandFailure(
                "No version of %s is active; nextbest versions %s lists what there is.".formatted(what, agent));
    }

    private String path() {
        String[] parts = what == null ? new String[0] : what.split("@", -1);
        if (parts.length != 2 || !parts[1].matches("[1-9][0-9]{0,8}")) {
            throw usage("Say which version, as standard@3.");
        }
        return "%s/%s/%s".formatted(VERSIONS, word(parts[0]), parts[1]);
    }

    private Map<String, String> model() {
        return what == null ? Map.of() : Map.of("model", word(what));
    }

    private String word(String name) {
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw usage("\"%s\" is no name of a model.".formatted(name));
        }
        return name;
    }

    private String file() {
        if (what == null) {
            throw usage("Say which file.");
        }
        try {
            return Files.readString(Path.of(what));
        } catch (IOException e) {
            throw new CommandFailure("The file %s cannot be read.".formatted(what), e);
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
