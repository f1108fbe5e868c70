package io.nextbest.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the page of every measurement needs: a place, an origin, and a scratch folder that goes when it is done. */
public final class BenchPage {

    private BenchPage() {}

    /** Writes the page to where it belongs, and shows it. */
    public static void publish(String page, Path out) throws IOException {
        if (out.getParent() != null) {
            Files.createDirectories(out.getParent());
        }
        Files.writeString(out, page);
        System.out.println(page);
    }

    /** Of what day, commit and machine the figures of a page are. */
    public static String origin(Clock clock) throws InterruptedException {
        return "%s, commit %s, %s".formatted(LocalDate.now(clock.withZone(ZoneId.of("UTC"))), commit(), machine());
    }

    private static String commit() throws InterruptedException {
        try {
            var git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? commit : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    static String machine() {
        return "%d cores, %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        Runtime.version().feature());
    }

    /** Removes the folder that a measurement worked in. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
