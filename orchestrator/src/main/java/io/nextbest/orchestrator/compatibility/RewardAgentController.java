package io.nextbest.orchestrator.compatibility;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.nextbest.contracts.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the older reward service answered at its root: that it is there, and of which version. */
@Controller
class RewardAgentController {

    private final String version = version();

    @Wire
    record Root(String status, String version) {}

    @Get
    Root root() {
        return new Root("healthy", version);
    }

    /** Written by the build. */
    private static String version() {
        try (InputStream file = RewardAgentController.class.getResourceAsStream("/build/orchestrator.properties")) {
            var properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
