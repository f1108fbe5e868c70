package io.nextbest.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures the whole chain on real processes: start, import and training, decisions under load, memory. */
final class Bench {

    private static final int[] CONNECTIONS = {1, 8, 32};
    private static final String DEMO_OFFSET_SETTING = "NEXTBEST_CLOCK_OFFSET";

    private final BenchOptions options;
    private final Consumer<String> progress;

    Bench(BenchOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * What the bench was told.
     *
     * @param workbook the file to import
     * @param clockOffset ISO 8601, so that the product's clock stands at the data's end
     * @param seconds length of one load run
     * @param warmUpSeconds load before the first run: six JVMs share the cores with their own compilers
     * @param reference another service to load beside ours in turn, null for none
     * @param referenceBody what to POST to it
     */
    record BenchOptions(
            Path workbook,
            String clockOffset,
            int seconds,
            int warmUpSeconds,
            @Nullable URI reference,
            @Nullable String referenceBody) {}

    BenchResult run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("nextbest-bench");
        try (var stack = new StackProcesses(
                home,
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx320m",
                        "--enable-native-access=ALL-UNNAMED"))) {
            Map<String, String> settings = Map.of(
                    DEMO_OFFSET_SETTING,
                    options.clockOffset(),
                    // the load asks for each customer many times a day: with the cap every answer would be a hold
                    "GUARDRAIL_FREQUENCY_CAP_SENDS",
                    "1000");
            progress.accept("first start of six processes on an empty database");
            double first = stack.start(settings);
            progress.accept("import of " + options.workbook().getFileName());
            var imported = importWorkbook(stack);
            progress.accept("training");
            double trained = train(stack);
            List<String> customers = consents(stack);
            var peaks = stack.peaks();
            stack.stop();
            progress.accept("second start");
            double second = stack.start(settings);
            var idle = stack.memory();
            var load = load(stack, customers);
            return new BenchResult(
                    first,
                    second,
                    imported,
                    trained,
                    peaks,
                    idle,
                    load.ours(),
                    load.open(),
                    load.reference(),
                    stack.memory(),
                    options.reference());
        }
    }

    private BenchResult.Imported importWorkbook(StackProcesses stack) throws IOException, InterruptedException {
        long started = System.nanoTime();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.nextbest.cli.NextbestCommand",
                        "import",
                        "transactions",
                        options.workbook().toString())
                .redirectErrorStream(true)
                .redirectOutput(stack.home().resolve("import.log").toFile());
        process.environment()
                .put(
                        "NEXTBEST_PORT_BASE",
                        Integer.toString(stack.url("orchestrator").getPort()));
        Process importer = process.start();
        double peak = 0;
        while (!importer.waitFor(50, TimeUnit.MILLISECONDS)) {
            double now = ProcessMemory.peakMiB(importer.pid());
            peak = Double.isFinite(now) ? Math.max(peak, now) : peak;
        }
        if (importer.exitValue() != 0) {
            throw new IOException("the import stopped with %d; see %s"
                    .formatted(importer.exitValue(), stack.home().resolve("import.log")));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        long rows = number(stack.call("orchestrator", "GET", "/v1/events?after=0&limit=1", ""), "end");
        return new BenchResult.Imported(rows, seconds, peak);
    }

    private static double train(StackProcesses stack) throws IOException, InterruptedException {
        long started = System.nanoTime();
        for (String service : StackProcesses.SERVICES) {
            if (!service.equals("orchestrator")) {
                stack.call(service, "POST", "/v1/agent/train", "");
            }
        }
        return (System.nanoTime() - started) / 1e9;
    }

    /** Gives every customer whom segmentation knows a consent, so that the load meets real choices. */
    private static List<String> consents(StackProcesses stack) throws IOException, InterruptedException {
        var customers = Customers.of(stack);
        var batch = new ArrayList<String>();
        for (String customer : customers) {
            batch.add("""
                    {"kind":"consent_change","event_id":"bench-%1$s","customer_id":"%1$s","at":"2011-12-09T00:00:00Z",\
                    "purpose":"marketing","channel":"email","granted":true,"source":"bench"}""".formatted(customer));
            if (batch.size() == 400) {
                stack.call("orchestrator", "POST", "/v1/events", batch.toString());
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            stack.call("orchestrator", "POST", "/v1/events", batch.toString());
        }
        return customers;
    }

    private record Loads(List<Load.Measured> ours, List<Load.Measured> open, List<Load.Measured> reference) {}

    private Loads load(StackProcesses stack, List<String> customers) {
        var target = stack.url("orchestrator").resolve("/v1/decisions");
        var decisions = new Load(
                target,
                "POST",
                n -> "{\"customer_id\":\"" + customers.get(n % customers.size()) + "\",\"channels\":[\"email\"]}",
                body -> body.contains("\"degraded\":[]"));
        progress.accept("warm-up");
        decisions.closedLoop(8, Duration.ofSeconds(options.warmUpSeconds()));
        var ours = new ArrayList<Load.Measured>();
        var open = new ArrayList<Load.Measured>();
        var reference = new ArrayList<Load.Measured>();
        for (int connections : CONNECTIONS) {
            progress.accept("decisions over " + connections + " connections");
            Load.Measured closed = decisions.closedLoop(connections, Duration.ofSeconds(options.seconds()));
            ours.add(closed);
            if (options.reference() != null) {
                String body = String.valueOf(options.referenceBody());
                var other = new Load(options.reference(), "POST", n -> body, answer -> !answer.isEmpty());
                reference.add(other.closedLoop(connections, Duration.ofSeconds(options.seconds())));
            }
            open.add(decisions.openLoop(
                    Math.max(8, connections * 2), Duration.ofSeconds(options.seconds()), closed.perSecond() / 2));
        }
        return new Loads(ours, open, reference);
    }

    /** The whole number of a member of a flat JSON text. */
    static long number(String json, String member) {
        int at = json.lastIndexOf("\"" + member + "\":");
        int from = at + member.length() + 3;
        int to = from;
        while (to < json.length() && Character.isDigit(json.charAt(to))) {
            to++;
        }
        return Long.parseLong(json.substring(from, to));
    }
}
