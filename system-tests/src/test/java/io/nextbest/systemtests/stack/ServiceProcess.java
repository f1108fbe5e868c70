package io.nextbest.systemtests.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One service in a Java process of its own, on a port of its own, writing to a log file of its own. */
final class ServiceProcess {

    private static final Duration START = Duration.ofMinutes(4); // cold, on a busy machine

    private final String service;
    private final String module;
    private final int port;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;

    ServiceProcess(String service, int port, Map<String, String> environment) {
        this.service = service;
        this.module = service.equals("orchestrator") ? service : service + "-agent";
        this.port = port;
        this.environment = environment;
        this.log = Project.ROOT.resolve("system-tests/target/stack/" + service + ".log");
    }

    /** Name under which decisions speak of it. */
    String module() {
        return module;
    }

    String service() {
        return service;
    }

    Api api() {
        return new Api("http://127.0.0.1:" + port);
    }

    /** Starts the process with more settings; {@link #awaitHealth} tells when it answers. */
    void launch(Map<String, String> more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Project.ROOT.resolve("docker/jvm.options"));
        command.add("-Xmx256m");
        command.addAll(program());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        try {
            Files.createDirectories(log.getParent());
            process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitHealth() {
        try {
            Patience.await(module + " answers on /health", START, () -> {
                if (!isAlive()) {
                    throw new AssertionError(module + " ended at once");
                }
                return api().answers("/health");
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + tail(), e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** As kill -9 does: no shutdown hook, no goodbye. Returns when the process is gone. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    /** As docker stop does; returns the exit status. */
    int terminate() {
        if (process == null) {
            throw new IllegalStateException(module + " was never started");
        }
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    /** Holds the process still, alive but silent, as a long pause or a dead network would. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (process == null) {
            throw new IllegalStateException(module + " was never started");
        }
        int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill " + name + " failed for " + module);
        }
    }

    private void awaitEnd() {
        try {
            if (process != null && !process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(module + " did not end within 40 s\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines that the process wrote. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "--- " + log + "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "--- no " + log;
        }
    }

    /** The packaged jar where this build made one, as in {@code mvn verify}; else the classes on our own class path. */
    private List<String> program() {
        String ours = System.getProperty("java.class.path");
        String main = "io.nextbest." + service + ".Application";
        Path target = Project.ROOT.resolve(module + "/target");
        for (String entry : ours.split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (target.equals(path.getParent()) && entry.endsWith(".jar") && Files.isDirectory(target.resolve("lib"))) {
                return List.of("-cp", path + File.pathSeparator + target.resolve("lib") + "/*", main);
            }
        }
        return List.of("-cp", ours, main);
    }
}
