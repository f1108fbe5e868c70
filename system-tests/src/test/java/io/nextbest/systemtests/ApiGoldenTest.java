package io.nextbest.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.web.router.Router;
import io.nextbest.runtime.OpenApiDocument;
import io.nextbest.runtime.Service;
import io.nextbest.runtime.testing.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each service's API: a change of it is seen as a change of golden/, and what is written there is what is served. */
class ApiGoldenTest {

    private static final List<String> SERVICES = List.of(
            "orchestrator", "segmentation-agent", "content-agent", "reward-agent", "timing-agent", "engagement-agent");

    private static final Map<String, String> SUMMARIES = summaries();

    private static Map<String, String> summaries() {
        try {
            return ApiSummaries.ofContracts();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, Object> document(String service) {
        return OpenApiDocument.of(service, SUMMARIES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orchestrator",
                "segmentation-agent",
                "content-agent",
                "reward-agent",
                "timing-agent",
                "engagement-agent"
            })
    void equalsTheGoldenDocument(String service) throws IOException {
        GeneratedFile.check(
                "system-tests/src/test/resources/golden/" + service + ".yml", OpenApiDocument.yaml(document(service)));
    }

    @Test
    void theServicesSayWhatTheContractsSay() throws IOException {
        GeneratedFile.check(
                "service-runtime/src/main/resources/openapi/summaries.properties",
                ApiSummaries.asProperties(SUMMARIES));
    }

    @Test
    void theManualPageListsEveryOperation() throws IOException {
        var page = new ApiPage();
        for (String service : SERVICES) {
            page.add(service, document(service));
        }
        GeneratedFile.check("docs/api.md", page.text());
    }

    @Test
    void membersAreSnakeCase() throws IOException {
        for (String service : SERVICES) {
            Map<String, Object> schemas =
                    ApiPage.map(ApiPage.map(document(service).get("components")).get("schemas"));
            Set<String> members = schemas.values().stream()
                    .map(schema -> ApiPage.map(schema).get("properties"))
                    .flatMap(properties -> ApiPage.map(properties).keySet().stream())
                    .collect(Collectors.toSet());

            assertThat(members).as(service).isNotEmpty().allMatch(member -> member.matches("[a-z][a-z0-9_]*"));
        }
    }

    /** Hidden from the document: parts of the page, and routes that the framework adds. */
    private static boolean isDocumented(String route) {
        return !route.startsWith("HEAD ") && !route.startsWith("OPTIONS ") && !route.contains("/docs/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orchestrator", "segmentation", "content", "reward", "timing", "engagement"})
    void documentsExactlyTheRoutesThatAreServed(String service) throws Exception {
        String application = service.equals("orchestrator") ? service : service + "-agent";
        Map<String, Object> settings = new HashMap<>(TestDatabases.fresh());
        settings.put("micronaut.server.port", "-1");
        settings.put("micronaut.http.services.orchestrator.url", "http://127.0.0.1:1");
        settings.put("log-reader.poll-interval", "1h");
        try (var context = Service.start(service, settings)) {
            Set<String> served = context.getBean(Router.class)
                    .uriRoutes()
                    .map(route -> route.getHttpMethodName() + " "
                            + path(route.getUriMatchTemplate().toString()))
                    .filter(ApiGoldenTest::isDocumented)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> documented = new TreeSet<>();
            ApiPage.operations(document(application)).forEach((route, operation) -> documented.add(path(route)));

            assertThat(documented).isEqualTo(served);

            URI address = context.getBean(io.micronaut.runtime.server.EmbeddedServer.class)
                    .getURI();
            assertThat(get(address.resolve("/openapi.yml")).body())
                    .isEqualTo(OpenApiDocument.yaml(OpenApiDocument.of(application)));
            assertThat(get(address.resolve("/docs")).body()).contains("/docs/page.js");
            assertThat(get(address.resolve("/docs/page.js")).body()).contains("/openapi.json");
            assertThat(get(address.resolve("/openapi.json")).body()).contains("\"title\":\"Nextbest " + application);
        }
    }

    /** Names of path variables may differ between a template and the document; query variables are left out. */
    private static String path(String template) {
        return template.replaceAll("\\{[?&][^}]*}", "").replaceAll("\\{[^}]*}", "{}");
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode())
                    .as(address + ": " + response.body())
                    .isEqualTo(200);
            return response;
        }
    }
}
