package io.nextbest.orchestrator.compatibility;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.nextbest.contracts.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Properties;

/** What the older reward service answered at its root: that it is there, and of which version. */
@Controller
class RewardAgentController {

    private final String version = version();

    @Wire
    record Root(String status, String version) {}

    /** A browser, which asks for HTML first, is led to the page of the service's operations instead. */
    @Get(produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    HttpResponse<Root> root(HttpHeaders headers) {
        List<MediaType> accepted = headers.accept();
        return !accepted.isEmpty() && accepted.getFirst().equals(MediaType.TEXT_HTML_TYPE)
                ? HttpResponse.redirect(URI.create("/docs"))
                : HttpResponse.ok(new Root("healthy", version)).contentType(MediaType.APPLICATION_JSON_TYPE);
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
