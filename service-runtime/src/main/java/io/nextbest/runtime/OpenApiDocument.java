package io.nextbest.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
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
        Map<String, Object> own = read(application);
        Map<String, Object> common = read(COMMON);
        Map<String, Object> paths = new TreeMap<>(section(own, "paths"));
        section(common, "paths").forEach((path, operations) -> {
            if (application.endsWith("-agent") || !path.startsWith(AGENT_PATHS)) {
                paths.putIfAbsent(path, operations);
            }
        });
        paths.values().forEach(OpenApiDocument::addRefusal);
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
    public static String yaml(String application) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(120);
        options.setSplitLines(false);
        return new Yaml(options).dump(of(application));
    }

    private static void addRefusal(Object operations) {
        for (Object operation : asMap(operations).values()) {
            if (operation instanceof Map<?, ?> && asMap(operation).get("responses") instanceof Map<?, ?> responses) {
                asMap(responses).putIfAbsent("default", refusal());
            }
        }
    }

    private static Map<String, Object> refusal() {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", "A refusal: what is wrong and what to do.");
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("$ref", "#/components/schemas/Problem"));
        response.put(
                "content",
                new LinkedHashMap<>(Map.of(
                        io.nextbest.contracts.Problem.MEDIA_TYPE, new LinkedHashMap<>(Map.of("schema", schema)))));
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
