package io.nextbest.runtime.testing;

import io.micronaut.test.support.TestPropertyProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For a {@code @MicronautTest(environments = "segmentation") @TestInstance(PER_CLASS)} class: gives its service a
 * fresh database, a free port and a log of its own. The log is read only when the test says so.
 */
public interface RealPostgres extends TestPropertyProvider {

    Map<Class<?>, EventLog> LOGS = new ConcurrentHashMap<>();

    Map<Class<?>, Path> HOMES = new ConcurrentHashMap<>();

    /** The log that this test's service reads. */
    default EventLog log() {
        return LOGS.computeIfAbsent(getClass(), testClass -> new EventLog());
    }

    /** Where this test's service leaves its files; empty at first, and gone with the build's other output. */
    default Path home() {
        return HOMES.computeIfAbsent(getClass(), RealPostgres::emptyFolder);
    }

    private static Path emptyFolder(Class<?> test) {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "homes")), test.getSimpleName())
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    default Map<String, String> getProperties() {
        var properties = new HashMap<>(TestDatabases.fresh());
        properties.put("micronaut.server.port", "-1");
        properties.put("nextbest.home", home().toString());
        properties.put("micronaut.http.services.orchestrator.url", log().url());
        properties.put("log-reader.poll-interval", "1h"); // a test calls catchUp() itself
        properties.put("log-reader.answer-wait", "0s"); // nor does an answer look
        return properties;
    }
}
