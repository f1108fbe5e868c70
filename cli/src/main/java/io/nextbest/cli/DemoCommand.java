package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import io.nextbest.cli.transactions.ImportDoor;
import io.nextbest.cli.transactions.ImportReport;
import io.nextbest.cli.transactions.ImportSettings;
import io.nextbest.cli.transactions.TransactionFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
        out.blank();
        out.title("One real decision: POST /v1/decisions {\"customer_id\":\"%s\"}".formatted(CUSTOMER));
        ServiceClient orchestrator = stack.client(Agent.ORCHESTRATOR);
        DecisionText.of(
                        orchestrator.decision(orchestrator.post("/v1/decisions", "{\"customer_id\":\"" + CUSTOMER + "\"}")),
                        ImportSettings.DEFAULT_ZONE)
                .forEach(out::line);
        out.blank();
        out.title("Ready in %.1f s".formatted((System.nanoTime() - start) / 1e9));
        Listen.show(stack.plan(), out);
        tryNext(stack.plan(), out);
        stack.await();
        return 0;
    }

    private static Path workbook() {
        Path file = Path.of(System.getProperty("project.folder", ".")).resolve("data").resolve("Online Retail.xlsx");
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

    private static void train(Stack stack, Output out) {
        List<Agent> untrained = Agent.learners().stream()
                .filter(agent -> isUntrained(stack.client(agent)))
                .toList();
        if (untrained.isEmpty()) {
            return;
        }
        out.blank();
        out.line("Training what is untrained:");
        for (Agent agent : untrained) {
            long start = System.nanoTime();
            ServiceClient client = stack.client(agent);
            out.line(TrainCommand.trained(agent, client.tree(client.post("/v1/agent/train", "{}")), start));
        }
    }

    private static boolean isUntrained(ServiceClient agent) {
        JsonNode model = agent.tree(agent.get("/v1/agent/status")).get("model");
        return model == null || model.isNull();
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
