package io.nextbest.systemtests.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code nextbest} command as a process of its own, with its output in a file. */
final class CommandProcess implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final String line;
    private final Process process;
    private final Path output;

    /** @param output what it wrote to standard output and standard error, in the order in which it came */
    record Ended(int status, String output) {}

    private CommandProcess(String line, Process process, Path output) {
        this.line = line;
        this.process = process;
        this.output = output;
    }

    /** Starts it in this home; close ends it, however far it is. */
    static CommandProcess start(Path home, String... arguments) {
        var command = new ArrayList<String>();
        if (System.getProperty("os.name").equals("Linux")) {
            // a shell that starts tests in the background lets them ignore SIGINT, and so would we
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx400m",
                "-Dproject.folder=" + Project.ROOT,
                "-cp",
                classPath(),
                "io.nextbest.cli.NextbestCommand"));
        command.addAll(List.of(arguments));
        try {
            Path folder = Files.createDirectories(Project.ROOT.resolve("system-tests/target/stack"));
            Path output = Files.createTempFile(folder, "nextbest-", ".log");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("NEXTBEST_HOME", home.toString());
            return new CommandProcess("nextbest " + String.join(" ", arguments), builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    static Ended run(Path home, String... arguments) {
        try (CommandProcess command = start(home, arguments)) {
            return command.awaitEnd(ANSWER);
        }
    }

    Ended awaitEnd(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "%s did not end within %d s: %s".formatted(line, atMost.toSeconds(), output()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Ended(process.exitValue(), output());
    }

    /** @param name as {@code kill} knows it: TERM, INT */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it has written this, and fails at once if it ends before. */
    void awaitOutput(String text, Duration atMost) {
        Patience.await(line + " says \"" + text + "\"", atMost, () -> {
            String said = output();
            if (!process.isAlive() && !said.contains(text)) {
                throw new AssertionError(line + " ended: " + said);
            }
            return said.contains(text);
        });
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packaged jar and its libraries where this build made them, else the classes on our own class path. */
    private static String classPath() {
        String ours = System.getProperty("java.class.path");
        Path target = Project.ROOT.resolve("cli/target");
        for (String entry : ours.split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (target.equals(path.getParent()) && entry.endsWith(".jar") && Files.isDirectory(target.resolve("lib"))) {
                return path + File.pathSeparator + target.resolve("lib").resolve("*");
            }
        }
        return ours;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            signal("TERM");
            try {
                if (!process.waitFor(40, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
