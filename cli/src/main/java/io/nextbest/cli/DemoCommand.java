package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import io.nextbest.cli.transactions.ImportDoor;
import io.nextbest.cli.transactions.ImportReport;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.cli.transactions.TransactionFile;
import io.nextbest.contracts.decision.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything at once on a real shop's year, so that a newcomer sees a real decision. */
@Command(
        name = "demo",
        description = "Starts everything, imports the shipped year of invoices, trains what is untrained, and shows"
                + " one real decision. Its clock starts on 2011-12-10, the day after the last invoice.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final String CUSTOMER = "12347";
    private static final String DECISION = "demo.decision";
    private static final int LEAST_PRACTICE = 3;
    private static final int MOST_PRACTICE = 30;
    private static final int PATIENCE_SECONDS = 20;
    private static final LocalDateTime FIRST_DAY = LocalDateTime.of(2011, 12, 10, 12, 50);

    @Mixin
    private final Listen listen = new Listen();

    @Override
    public Integer call() {
        Output out = Output.standard();
        long start = System.nanoTime();
        Path workbook = workbook();
        Home home = Home.open(Home.ofEnvironment());
        Duration offset = offset(home, Clock.systemUTC());
        Stack stack = listen.start(home, offset, out);
        out.line("Services ready in %.1f s.".formatted((System.nanoTime() - start) / 1e9));
        fill(stack, workbook, out);
        train(stack, out);
        showDecision(home, stack.client(Agent.ORCHESTRATOR), out);
        out.blank();
        out.title("Ready in %.1f s".formatted((System.nanoTime() - start) / 1e9));
        Listen.show(stack, out);
        tryNext(stack.plan(), out);
        stack.await();
        return 0;
    }

    /** Decides at the first start; later ones show that decision again, since each decision may use up a contact. */
    private static void showDecision(Home home, ServiceClient orchestrator, Output out) {
        Optional<String> made = home.find(DECISION);
        out.blank();
        Decision decision;
        if (made.isPresent()) {
            out.title("The decision of the first start: GET /v1/decisions/" + made.get());
            decision = orchestrator.decision(orchestrator.get("/v1/decisions/" + made.get()));
        } else {
            warmUp(orchestrator);
            String request = "{\"customer_id\":\"%s\"}".formatted(CUSTOMER);
            out.title("One real decision: POST /v1/decisions " + request);
            decision = orchestrator.decision(orchestrator.post("/v1/decisions", request));
            home.keep(DECISION, decision.decisionId());
        }
        DecisionText.of(decision, ImportSettings.DEFAULT_ZONE).forEach(out::line);
    }

    /** A JVM that has just started is slower than a decision's deadline: it practises until every agent answers. */
    private static void warmUp(ServiceClient orchestrator) {
        String practice = "{\"customer_id\":\"%s\",\"dry_run\":true}".formatted(CUSTOMER);
        for (int i = 0; i < MOST_PRACTICE; i++) {
            if (orchestrator
                            .decision(orchestrator.post("/v1/decisions", practice))
                            .degraded()
                            .isEmpty()
                    && i >= LEAST_PRACTICE) {
                return;
            }
        }
    }

    private static Path workbook() {
        Path file = Path.of(System.getProperty("project.folder", "."))
                .resolve("data")
                .resolve("Online Retail.xlsx");
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure("The demo's workbook %s is missing; check the project out again.".formatted(file));
        }
        return file;
    }

    /** The clock is set once: from then on demo time runs with the real one. */
    private static Duration offset(Home home, Clock clock) {
        return home.find(Listen.CLOCK_OFFSET).map(Duration::parse).orElseGet(() -> {
            Instant first = FIRST_DAY.atZone(ImportSettings.DEFAULT_ZONE).toInstant();
            Duration offset = Duration.between(clock.instant().truncatedTo(ChronoUnit.SECONDS), first);
            home.keep(Listen.CLOCK_OFFSET, offset.toString());
            return offset;
        });
    }

    private static void fill(Stack stack, Path workbook, Output out) {
        ServiceClient orchestrator = stack.client(Agent.ORCHESTRATOR);
        HttpDoor door = new HttpDoor(orchestrator);
        try (TransactionFile file = TransactionFile.open(ImportSettings.of(workbook))) {
            ImportDoor.Opened opened = open(door, file, out);
            if (opened.finished()) {
                out.line("%s was imported before.".formatted(workbook.getFileName()));
            } else {
                out.blank();
                file.describe().forEach(out::line);
                ImportReport report = ImportCommand.carry(file, door, opened, out);
                report.lines().forEach(out::line);
            }
            long consents = DemoConsents.add(door, file.digest(), file::buyers);
            if (consents > 0) {
                out.line("Added %,d e-mail consent events, all synthetic (source \"%s\"): the data set has none."
                        .formatted(consents, DemoConsents.SOURCE));
            }
        }
    }

    /** A run that was killed keeps its place for 15 seconds; nobody else can hold it, so this one waits. */
    private static ImportDoor.Opened open(HttpDoor door, TransactionFile file, Output out) {
        String name = String.valueOf(file.path().getFileName());
        for (int attempt = 0; ; attempt++) {
            try {
                return door.open(file.importDigest(), name);
            } catch (CommandFailure.Busy e) {
                if (attempt == PATIENCE_SECONDS) {
                    throw e;
                }
                if (attempt == 0) {
                    out.line("An import broke off a moment ago: taking it up again …");
                }
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    /** An agent that cannot be trained is named and left out: decisions go on without it and say so. */
    private static void train(Stack stack, Output out) {
        boolean first = true;
        for (Agent agent : Agent.learners()) {
            long start = System.nanoTime();
            ServiceClient client = stack.client(agent);
            try {
                JsonNode model = client.tree(client.get("/v1/agent/status")).get("model");
                if (model == null || model.isNull()) {
                    if (first) {
                        out.blank();
                        out.line("Training what is untrained:");
                        first = false;
                    }
                    VersionText.trained(agent, client.tree(client.post("/v1/agent/train", "{}")), start)
                            .forEach(out::line);
                }
            } catch (CommandFailure e) {
                out.line("  %-18s not trained: %s".formatted(agent.id(), e.getMessage()));
            }
        }
    }

    private static void tryNext(Stack.Plan plan, Output out) {
        String base = Agent.ORCHESTRATOR
                .address(Stack.reachable(plan.host()), plan.portBase())
                .toString();
        out.blank();
        out.line("Try next, in another terminal:");
        out.line("  ./nextbest decide 12350");
        out.line("  ./nextbest doctor");
        out.line("  curl -X POST %s/v1/decisions -H 'Content-Type: application/json' -d '{\"customer_id\":\"12347\"}'"
                .formatted(base));
        out.line("  curl %s/recommend/12347".formatted(base));
        out.blank();
        out.line("Ctrl-C stops it; the next start finds its data again.");
    }
}
