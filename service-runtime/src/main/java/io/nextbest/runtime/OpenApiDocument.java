package io.nextbest.runtime;

import io.nextbest.contracts.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What one service offers over HTTP, in OpenAPI's terms: its own controllers and the common ones, as the compiler saw
 * them (META-INF/swagger), under one title, each operation with the shape of its refusals.
 */
public final class OpenApiDocument {

    /** Written by the build of this module. */
    private static final String COMMON = "service-runtime";

    private static final String AGENT_PATHS = "/v1/agent/";

    private OpenApiDocument() {}

    /** @param application name of the service, "segmentation-agent" */
    public static Map<String, Object> of(String application) {
        return of(application, summaries());
    }

    /** @param summaries what the contracts say of their operations, "POST /v1/decisions" to a sentence */
    public static Map<String, Object> of(String application, Map<String, String> summaries) {
        Map<String, Object> own = read(application);
        Map<String, Object> common = read(COMMON);
        Map<String, Object> paths = new TreeMap<>(section(own, "paths"));
        section(common, "paths").forEach((path, operations) -> {
            if (application.endsWith("-agent") || !path.startsWith(AGENT_PATHS)) {
                paths.putIfAbsent(path, operations);
            }
        });
        paths.forEach((path, operations) -> complete(path, asMap(operations), summaries));
        Map<String, Object> schemas = new TreeMap<>(section(section(common, "components"), "schemas"));
        schemas.putAll(section(section(own, "components"), "schemas"));

        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", own.getOrDefault("openapi", "3.0.1"));
        document.put("info", new TreeMap<>(Map.of("title", "Nextbest " + application, "version", "v1")));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", schemas));
        return document;
    }

    /** The same as text, in an order that two builds share. */
    public static String yaml(Map<String, Object> document) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(options).dump(document);
    }

    private static void complete(String path, Map<String, Object> operations, Map<String, String> summaries) {
        operations.forEach((method, value) -> {
            if (value instanceof Map<?, ?>) {
                Map<String, Object> operation = asMap(value);
                String said = summaries.get(method.toUpperCase(Locale.ROOT) + " " + path);
                if (said != null) {
                    operation.putIfAbsent("summary", said);
                }
                if (operation.get("responses") instanceof Map<?, ?> responses) {
                    asMap(responses).putIfAbsent("default", refusal());
                }
            }
        });
    }

    private static Map<String, String> summaries() {
        try (InputStream file = OpenApiDocument.class.getResourceAsStream("/openapi/summaries.properties")) {
            if (file == null) {
                throw new IllegalStateException("openapi/summaries.properties is missing from the jar");
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            var summaries = new TreeMap<String, String>();
            properties.stringPropertyNames().forEach(route -> summaries.put(route, properties.getProperty(route)));
            return summaries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> refusal() {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", "A refusal: what is wrong and what to do.");
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("$ref", "#/components/schemas/Problem"));
        response.put(
                "content",
                new LinkedHashMap<>(Map.of(Problem.MEDIA_TYPE, new LinkedHashMap<>(Map.of("schema", schema)))));
        return response;
    }

    private static Map<String, Object> read(String name) {
        try (InputStream file = OpenApiDocument.class.getResourceAsStream("/META-INF/swagger/" + name + ".yml")) {
            if (file == null) {
                throw new IllegalStateException("The build of " + name + " wrote no OpenAPI document");
            }
            return asMap(new Yaml(new SafeConstructor(new LoaderOptions())).load(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> section(Map<String, Object> document, String name) {
        return document.containsKey(name) ? asMap(document.get(name)) : Map.of();
    }

    @SuppressWarnings("unchecked") // YAML's mappings have strings for keys in these documents
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
