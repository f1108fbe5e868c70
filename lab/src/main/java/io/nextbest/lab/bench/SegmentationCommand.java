package io.nextbest.lab.bench;

import io.nextbest.lab.bench.Load.Measured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextbest bench segmentation}: single answers of the segmentation agent per second, over HTTP. */
@Command(
        name = "segmentation",
        description = "Loads a segmentation agent with single questions over 1 and 8 connections; writes a page.",
        mixinStandardHelpOptions = true)
public final class SegmentationCommand implements Callable<Integer> {

    private static final String AGENT = "segmentation";
    private static final List<Integer> CONNECTIONS = List.of(1, 8);

    @Option(names = "--customers", description = "Made-up customers on record; default: ${DEFAULT-VALUE}.")
    private int customers = 4_338;

    @Option(names = "--seconds", description = "Length of one run; default: ${DEFAULT-VALUE}.")
    private int seconds = 5;

    @Option(names = "--warm-up", description = "Seconds of each kind before the first run; default: ${DEFAULT-VALUE}.")
    private int warmUp = 15;

    @Option(names = "--rounds", description = "Runs of each kind, in turn; default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--seed", description = "Of the made-up customers; default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    @Option(names = "--reference", description = "A URL on the loopback to load beside ours, in turn.")
    private @Nullable URI reference;

    @Option(names = "--reference-body", description = "What to POST to it; default: ${DEFAULT-VALUE}.")
    private String referenceBody = "{\"customer_id\":12347}";

    @Option(names = "--out", description = "Where to write the page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs", "results", "segmentation-answers.md");

    /** Who is asked how, over so many connections. */
    private record Kind(String name, int connections) {}

    /** A run, and what it took of the agent's processor; 0 for one who is not ours. */
    private record Run(Measured measured, double busySeconds) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("nextbest-answers");
        try (var stack = new StackProcesses(home, List.of("-XX:+UseSerialGC", "-Xmx320m"))) {
            System.err.println("bench: start, and %,d customers".formatted(customers));
            double ignored = stack.start(Map.of("SEGMENTATION_LATER_WEEKS", "520"));
            new SentPurchases(customers, 3, seed).send(stack);
            String trained = stack.call(AGENT, "POST", "/v1/agent/train", "");
            String page = page(measure(stack, loads(stack)), trained);
            BenchPage.publish(page, out);
        }
        return 0;
    }

    private Map<String, Load> loads(StackProcesses stack) {
        Map<String, Load> loads = new LinkedHashMap<>();
        IntFunction<String> customer = n -> "{\"customer_id\":\"%d\"}".formatted(n % customers);
        loads.put(
                "/segment/manual",
                load(
                        stack,
                        "/segment/manual",
                        n -> "{\"recency\":%d,\"frequency\":%d,\"monetary\":%d.5}"
                                .formatted(n % 370, 1 + n % 40, n % 5_000)));
        loads.put("/segment/customer", load(stack, "/segment/customer", customer));
        loads.put("/v1/segmentation/assign", load(stack, "/v1/segmentation/assign", customer));
        URI other = reference;
        if (other != null) {
            loads.put("the reference", new Load(other, "POST", n -> referenceBody, SegmentationCommand::answers));
        }
        return loads;
    }

    private static Load load(StackProcesses stack, String path, IntFunction<String> bodies) {
        return new Load(stack.url(AGENT).resolve(path), "POST", bodies, SegmentationCommand::answers);
    }

    private static boolean answers(String body) {
        return body.contains("\"segment_id\"");
    }

    private Map<Kind, List<Run>> measure(StackProcesses stack, Map<String, Load> loads) throws IOException {
        loads.values().forEach(load -> load.closedLoop(8, Duration.ofSeconds(warmUp)));
        Map<Kind, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Load> load : loads.entrySet()) {
                for (int connections : CONNECTIONS) {
                    Duration before = stack.cpu(AGENT);
                    Measured measured = load.getValue().closedLoop(connections, Duration.ofSeconds(seconds));
                    if (measured.failed() > 0) {
                        throw new IOException("%d of %d questions to %s were not answered"
                                .formatted(measured.failed(), measured.requests(), load.getKey()));
                    }
                    double busy = stack.cpu(AGENT).minus(before).toNanos() / 1e9;
                    runs.computeIfAbsent(new Kind(load.getKey(), connections), kind -> new ArrayList<>())
                            .add(new Run(measured, load.getKey().startsWith("/") ? busy : 0));
                }
            }
        }
        return runs;
    }

    private String page(Map<Kind, List<Run>> runs, String trained) {
        var page = new StringBuilder("# Single answers of the segmentation agent\n\n");
        page.append("""
                `nextbest bench segmentation --customers %d --seconds %d --rounds %d --warm-up %d --seed %d%s`: a closed
                loop over the loopback, medians of %d runs of %d seconds, each kind in turn. The sender, the agent, its
                database and the orchestrator, whose log it looks at before it answers of a customer, share the
                machine. No question stayed without an answer. The standard model has %s segments.

                | asked | connections | answers/s | p50 ms | p99 ms | agent's processor, µs per answer |
                | --- | ---: | ---: | ---: | ---: | ---: |
                """.formatted(
                        customers,
                        seconds,
                        rounds,
                        warmUp,
                        seed,
                        reference == null ? "" : " --reference …",
                        rounds,
                        seconds,
                        trained.replaceAll("(?s).*?\"clusters\":\"(\\d+)\".*", "$1")));
        runs.forEach((kind, all) -> page.append(line(kind, all)));
        return page.append("\n%s.\n".formatted(BenchPage.machine())).toString();
    }

    private static String line(Kind kind, List<Run> runs) {
        Run median = runs.stream()
                .sorted(Comparator.comparing(run -> run.measured().perSecond()))
                .toList()
                .get(runs.size() / 2);
        Measured measured = median.measured();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,.0f | %.2f | %.2f | %s |%n",
                kind.name(),
                kind.connections(),
                measured.perSecond(),
                measured.p50(),
                measured.p99(),
                median.busySeconds() == 0
                        ? ""
                        : String.format(Locale.ROOT, "%.0f", 1e6 * median.busySeconds() / measured.requests()));
    }
}
