package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at everything that Nextbest needs and says what is missing. */
@Command(
        name = "doctor",
        description = "Says what is there and what is missing: Java, disk, database, each service.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    private static final int NEEDED_JAVA = 25;

    @Mixin
    private final Where where = new Where();

    @Option(names = "--json", description = "Print the findings as one JSON object.")
    private boolean json;

    private final Map<String, Finding> findings = new LinkedHashMap<>();

    /**
     * @param word "ok", "missing", or "problem" of what works all the same
     * @param said what was found, and where it is not well what to do
     */
    private record Finding(String word, String said) {

        boolean well() {
            return word.equals("ok");
        }
    }

    @Override
    public Integer call() {
        int java = Runtime.version().feature();
        put("java", java >= NEEDED_JAVA, "%s, %s".formatted(Runtime.version(), System.getProperty("java.home")));
        Path home = Home.ofEnvironment();
        checkDisk(home);
        checkDatabase(home);
        for (Agent agent : Agent.values()) {
            check(agent);
        }
        print();
        return findings.values().stream().allMatch(Finding::well) ? 0 : 1;
    }

    private void put(String name, boolean well, String said) {
        findings.put(name, new Finding(well ? "ok" : "missing", said));
    }

    private void checkDisk(Path home) {
        try {
            Path there = home.toAbsolutePath();
            while (!Files.exists(there)) {
                there = Objects.requireNonNull(there.getParent(), "a root exists");
            }
            long free = Files.getFileStore(there).getUsableSpace() >> 20;
            boolean writable = Files.isWritable(there);
            put(
                    "home",
                    writable && free > 600,
                    "%s, %,d MB free%s"
                            .formatted(home, free, writable ? "" : ", cannot be written: set NEXTBEST_HOME"));
        } catch (IOException e) {
            put("home", false, "%s cannot be looked at: %s".formatted(home, e.getMessage()));
        }
    }

    private void checkDatabase(Path home) {
        String port = Home.settled(home).getProperty("database.port");
        if (port == null) {
            put("database", false, "none yet in this home: ./nextbest up makes one");
        } else if (Stack.isFree("127.0.0.1", Integer.parseInt(port))) {
            put("database", false, "PostgreSQL does not run on port %s: start it with ./nextbest up".formatted(port));
        } else {
            put("database", true, "PostgreSQL listens on 127.0.0.1:" + port);
        }
    }

    private void check(Agent agent) {
        try {
            JsonNode readiness = where.client(agent).look("/health/readiness");
            JsonNode status = readiness.get("status");
            boolean ready = status != null && "UP".equals(status.coerceStringValue());
            Optional<String> problem = ready ? where.client(agent).problem(agent) : Optional.empty();
            String said = ready ? "ready on " + where.address(agent) : missing(readiness);
            if (problem.isPresent()) {
                findings.put(agent.id(), new Finding("problem", said + ", but " + problem.get()));
            } else {
                put(agent.id(), ready, said);
            }
        } catch (CommandFailure e) {
            boolean taken = !Stack.isFree(where.host(), agent.port(where.portBase()));
            put(
                    agent.id(),
                    false,
                    taken
                            ? "another program answers on port %d".formatted(agent.port(where.portBase()))
                            : String.valueOf(e.getMessage()));
        }
    }

    private static String missing(JsonNode readiness) {
        StringJoiner missing = new StringJoiner("; ", "not ready: ", "").setEmptyValue("not ready");
        if (readiness.get("details") instanceof JsonNode details && details.isObject()) {
            details.entries().forEach(check -> {
                JsonNode inner = check.getValue().get("details");
                JsonNode what = inner == null || !inner.isObject() ? null : inner.get("missing");
                if (what != null) {
                    missing.add(what.coerceStringValue());
                }
            });
        }
        return missing.toString();
    }

    private void print() {
        Output out = Output.standard();
        if (json) {
            Map<String, Object> members = new LinkedHashMap<>();
            findings.forEach(
                    (name, finding) -> members.put(name, Map.of("ok", finding.well(), "detail", finding.said())));
            out.line(Json.write(members));
            return;
        }
        findings.forEach((name, finding) -> out.line("%-8s %-18s %s".formatted(finding.word(), name, finding.said())));
    }
}
