package io.nextbest.lab.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextbest bench segmentation-batch}: rows per second through the agent's batch, by one connection. */
@Command(
        name = "segmentation-batch",
        description = "Sends batches of customers and of figures to a segmentation agent on one core; writes a page.",
        mixinStandardHelpOptions = true)
public final class SegmentationBatchCommand implements Callable<Integer> {

    private static final String AGENT = "segmentation";

    @Option(names = "--rows", description = "Rows of one batch; default: ${DEFAULT-VALUE}.")
    private int rows = 500_000;

    @Option(names = "--customers", description = "Made-up customers on record; default: ${DEFAULT-VALUE}.")
    private int customers = 20_000;

    @Option(names = "--invoices", description = "Most invoices of a customer, one at least; default: ${DEFAULT-VALUE}.")
    private int invoices = 3;

    @Option(
            names = "--model",
            description = "Whose answers: standard, parity or value (customers only); default: ${DEFAULT-VALUE}.")
    private String model = "standard";

    @Option(names = "--rounds", description = "Batches of each kind that count, after two that do not; default: 5.")
    private int rounds = 5;

    @Option(names = "--seed", description = "Of the made-up customers; default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    @Option(names = "--out", description = "Where to write the page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs", "results", "segmentation-batch.md");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One kind of rows: what a batch took by the clock, and of the agent's processor. */
    private record Result(String kind, List<Double> seconds, List<Double> busy) {

        String line(int rows) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %.2f |",
                    kind,
                    rows / median(seconds),
                    rows / median(busy),
                    median(seconds));
        }

        private static double median(List<Double> numbers) {
            return numbers.stream().sorted().toList().get(numbers.size() / 2);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("nextbest-batch");
        try (var stack = new StackProcesses(home, List.of("-XX:+UseSerialGC", "-Xmx320m"))) {
            System.err.println("bench: start, and %,d customers".formatted(customers));
            // no later window, so that the number of segments is chosen quickly; the bands' horizon is the usual one
            boolean bands = model.equals("value");
            double ignored = stack.start(bands ? Map.of() : Map.of("SEGMENTATION_LATER_WEEKS", "520"));
            new SentPurchases(customers, invoices, seed).send(stack);
            String standard = stack.call(AGENT, "POST", "/v1/agent/train", "");
            String trained = model.equals("standard")
                    ? standard
                    : stack.call(AGENT, "GET", "/v1/agent/versions/" + model + "/1", "");
            int cores = Runtime.getRuntime().availableProcessors(); // before this process is pinned, too
            boolean pinned = pin(stack.pid(AGENT));
            var random = new SplittableRandom(seed);
            var results = new ArrayList<Result>();
            if (!bands) {
                results.add(measure(stack, "figures", i ->
                        """
                        {"recency":%d,"frequency":%d,"monetary":%d.5}
                        """.formatted(random.nextInt(370), 1 + random.nextInt(40), random.nextInt(5_000))));
            }
            results.add(measure(
                    stack,
                    "customers on record",
                    i -> "{\"customer_id\":\"%d\"}\n".formatted(random.nextInt(customers))));
            String page = page(trained, pinned, results) + footer(stack.peaks().getOrDefault(AGENT, Double.NaN), cores);
            BenchPage.publish(page, out);
        }
        return 0;
    }

    /** The agent's threads on the first core, everybody else on the others. */
    private static boolean pin(long agent) throws InterruptedException {
        String others = IntStream.range(1, Math.max(2, Runtime.getRuntime().availableProcessors()))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        return taskset("0", agent) && taskset(others, ProcessHandle.current().pid());
    }

    private static boolean taskset(String cores, long pid) throws InterruptedException {
        try {
            return new ProcessBuilder("taskset", "-acp", cores, Long.toString(pid))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private interface RowOf {
        String row(int i);
    }

    private Result measure(StackProcesses stack, String kind, RowOf made) throws IOException, InterruptedException {
        byte[] body = IntStream.range(0, rows)
                .mapToObj(made::row)
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        var seconds = new ArrayList<Double>();
        var busy = new ArrayList<Double>();
        for (int round = -2; round < rounds; round++) {
            Duration before = stack.cpu(AGENT);
            long started = System.nanoTime();
            long answered = send(stack, body);
            double took = (System.nanoTime() - started) / 1e9;
            if (answered != rows) {
                throw new IOException("%d of %d rows were answered with a segment".formatted(answered, rows));
            }
            System.err.println(String.format(Locale.ROOT, "bench: %s, %,.0f rows/s", kind, rows / took));
            if (round >= 0) {
                seconds.add(took);
                busy.add(stack.cpu(AGENT).minus(before).toNanos() / 1e9);
            }
        }
        return new Result(kind, seconds, busy);
    }

    private long send(StackProcesses stack, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stack.url(AGENT).resolve("/v1/segmentation/batch?model=" + model))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.contains("\"segment_id\"")).count();
        }
    }

    private String page(String trained, boolean pinned, List<Result> results) {
        var page = new StringBuilder("# Segmentation batch\n\n");
        page.append("""
                `nextbest bench segmentation-batch --model %s --rows %d --customers %d --invoices %d --rounds %d
                --seed %d`: batches of %,d rows
                over one connection on the loopback, medians of %d after two that do not count. The agent runs %s;
                its database and the sender run beside it. The answers are the %s model's, of %s segments.

                | rows | rows/s by the clock | rows per second of the agent's processor | seconds per batch |
                | --- | ---: | ---: | ---: |
                """.formatted(
                        model,
                        rows,
                        customers,
                        invoices,
                        rounds,
                        seed,
                        rows,
                        rounds,
                        pinned ? "on one core (`taskset`)" : "on any core (`taskset` was not there)",
                        model,
                        trained.replaceAll("(?s).*?\"(?:clusters|bands)\":\"(\\d+)\".*", "$1")));
        results.forEach(result -> page.append(result.line(rows)).append('\n'));
        return page.toString();
    }

    private static String footer(double peakMiB, int cores) {
        return String.format(
                Locale.ROOT,
                "%nThe agent's memory peaked at %.0f MiB, with a heap of at most 320 MiB.%n%n%d cores, %s, Java %d.%n",
                peakMiB,
                cores,
                System.getProperty("os.name"),
                Runtime.version().feature());
    }
}
