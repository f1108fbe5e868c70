package io.nextbest.lab.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The stack as it runs in production: one process per service and a PostgreSQL that really writes to disk, all on this
 * machine's loopback. The class path is the one this process runs on.
 */
final class StackProcesses implements AutoCloseable {

    static final List<String> SERVICES =
            List.of("orchestrator", "segmentation", "content", "reward", "timing", "engagement");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path home;
    private final List<String> javaOptions;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final EmbeddedPostgres postgres;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    StackProcesses(Path home, List<String> javaOptions) throws IOException {
        this.home = home;
        this.javaOptions = List.copyOf(javaOptions);
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(home.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        for (String service : SERVICES) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.put(service, socket.getLocalPort());
            }
        }
    }

    /** Starts all six at once and returns the milliseconds until each listens and answers its liveness. */
    double start(Map<String, String> settings) throws IOException, InterruptedException {
        long started = System.nanoTime();
        for (String service : SERVICES) {
            processes.put(service, launch(service, settings));
        }
        for (String service : SERVICES) {
            await(service);
        }
        return (System.nanoTime() - started) / 1e6;
    }

    private Process launch(String service, Map<String, String> settings) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "io.nextbest." + service + ".Application"));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve(service + ".log").toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort()));
        environment.put("DATABASE_USER", "postgres");
        environment.put("DATABASE_PASSWORD", "postgres");
        environment.put("NEXTBEST_HOME", home.toString());
        ports.forEach((name, port) -> {
            environment.put(name.toUpperCase(java.util.Locale.ROOT) + "_PORT", Integer.toString(port));
            environment.put(name.toUpperCase(java.util.Locale.ROOT) + "_URL", "http://127.0.0.1:" + port);
        });
        environment.putAll(settings);
        return builder.start();
    }

    private void await(String service) throws IOException, InterruptedException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < limit) {
            Process process = process(service);
            if (!process.isAlive()) {
                throw new IOException("%s stopped with %d; see %s.log"
                        .formatted(service, process.exitValue(), home.resolve(service)));
            }
            try {
                if (call(service, "GET", "/health/liveness", "").contains("UP")) {
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(20); // not listening yet
            }
        }
        throw new IOException(service + " did not answer within " + START_LIMIT.toSeconds() + " s");
    }

    /** Calls a service and returns the body; an answer that is no 2xx is an error. */
    String call(String service, String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url(service).resolve(path))
                .timeout(Duration.ofMinutes(10))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("%s %s answered %d: %s".formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    long pid(String service) {
        return process(service).pid();
    }

    /** Processor time of a service until now; 0 where the machine does not say. */
    Duration cpu(String service) {
        return process(service).info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Where the processes write their logs. */
    Path home() {
        return home;
    }

    URI url(String service) {
        return URI.create("http://127.0.0.1:" + ports.get(service));
    }

    /** Resident memory of each process now, MiB; the database's processes are summed by their proportional share. */
    Map<String, Double> memory() {
        var memory = new LinkedHashMap<String, Double>();
        processes.forEach((service, process) -> memory.put(service, ProcessMemory.residentMiB(process.pid())));
        memory.put("postgres", databaseMiB());
        return memory;
    }

    private double databaseMiB() {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info().command().orElse("").contains("embedded-pg")
                        || handle.parent()
                                .flatMap(parent -> parent.info().command())
                                .orElse("")
                                .contains("embedded-pg"))
                .mapToDouble(handle -> ProcessMemory.proportionalMiB(handle.pid()))
                .filter(Double::isFinite)
                .sum();
    }

    /** The most that each process held, MiB. */
    Map<String, Double> peaks() {
        var peaks = new LinkedHashMap<String, Double>();
        processes.forEach((service, process) -> peaks.put(service, ProcessMemory.peakMiB(process.pid())));
        return peaks;
    }

    private Process process(String service) {
        Process process = processes.get(service);
        if (process == null) {
            throw new IllegalStateException(service + " was not started");
        }
        return process;
    }

    /** Stops the services, not the database. */
    void stop() throws InterruptedException {
        processes.values().forEach(Process::destroy);
        for (Process process : processes.values()) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        processes.clear();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            stop();
        } finally {
            postgres.close();
        }
    }
}
