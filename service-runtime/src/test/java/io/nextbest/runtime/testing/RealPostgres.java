package io.nextbest.runtime.testing;

import io.micronaut.test.support.TestPropertyProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For a {@code @MicronautTest(environments = "segmentation") @TestInstance(PER_CLASS)} class: gives its service a
 * fresh database, a free port and a log of its own. The log is read only when the test says so.
 */
public interface RealPostgres extends TestPropertyProvider {

    Map<Class<?>, EventLog> LOGS = new ConcurrentHashMap<>();

    /** The log that this test's service reads. */
    default EventLog log() {
        return LOGS.computeIfAbsent(getClass(), testClass -> new EventLog());
    }

    @Override
    default Map<String, String> getProperties() {
        var properties = new HashMap<>(TestDatabases.fresh());
        properties.put("micronaut.server.port", "-1");
        properties.put("micronaut.http.services.orchestrator.url", log().url());
        properties.put("log-reader.poll-interval", "1h"); // a test calls catchUp() itself
        properties.put("log-reader.answer-wait", "0s"); // nor does an answer look
        return properties;
    }
}
