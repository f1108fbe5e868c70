package io.nextbest.systemtests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** docs/api.md: every operation of every service with its members, from the OpenAPI documents. */
final class ApiPage {

    private static final List<String> COMMON = List.of("/health", "/v1/agent/", "/openapi", "/docs", "/prometheus");

    private final StringBuilder services = new StringBuilder();
    private final Map<String, Object> common = new TreeMap<>();
    private final Map<String, Object> schemas = new TreeMap<>();

    void add(String service, Map<String, Object> document) {
        services.append("\n## ").append(service).append("\n");
        operations(document).forEach((route, operation) -> {
            if (COMMON.stream().anyMatch(start -> route.contains(" " + start))) {
                common.put(route, operation);
            } else {
                services.append(block(route, map(operation)));
            }
        });
        schemas.putAll(map(map(document.get("components")).get("schemas")));
    }

    String text() {
        var text = new StringBuilder("""
                # API

                Written by `ApiGoldenTest` from the services' own OpenAPI documents;
                [CONTRIBUTING.md](../CONTRIBUTING.md) says how to write it again. Each service serves its document as
                `/openapi.yml` and `/openapi.json`, and as `/docs` a page that can call it. A refusal is
                `application/problem+json`, the shape `Problem` below. JSON is snake_case and strict: an unknown member
                or a missing required one is refused by name.
                """);
        text.append(services).append("\n## In every service\n\n`/v1/agent/…` in the five agents only.\n");
        common.forEach((route, operation) -> text.append(block(route, map(operation))));
        text.append("\n## Shapes\n\n`?` marks a member that may be null or left out of a request.\n");
        schemas.forEach((name, schema) -> text.append(shape(name, map(schema))));
        return text.toString();
    }

    /** Every operation by method and path, "GET /health". */
    static Map<String, Object> operations(Map<String, Object> document) {
        Map<String, Object> operations = new LinkedHashMap<>();
        map(document.get("paths"))
                .forEach((path, methods) -> map(methods)
                        .forEach((method, operation) ->
                                operations.put(method.toUpperCase(Locale.ROOT) + " " + path, operation)));
        return operations;
    }

    private static String block(String route, Map<String, Object> operation) {
        var text = new StringBuilder("\n### " + route + "\n\n");
        if (operation.get("summary") != null) {
            text.append(operation.get("summary")).append("\n\n");
        }
        if (operation.get("parameters") instanceof List<?> parameters) {
            for (Object value : parameters) {
                Map<String, Object> parameter = map(value);
                Map<String, Object> schema = map(parameter.get("schema"));
                text.append("- `%s` in %s: %s%s%s%n"
                        .formatted(
                                parameter.get("name"),
                                parameter.get("in"),
                                type(schema),
                                Boolean.TRUE.equals(parameter.get("required")) ? ", required" : "",
                                schema.containsKey("default") ? ", " + schema.get("default") + " if left out" : ""));
            }
        }
        content(operation.get("requestBody"))
                .forEach((media, type) -> text.append("- asks with %s: %s%n".formatted(media, type)));
        Object answer = map(operation.get("responses")).get("200");
        content(answer).forEach((media, type) -> text.append("- answers %s: %s%n".formatted(media, type)));
        return text.toString();
    }

    private static Map<String, String> content(@Nullable Object body) {
        Map<String, String> types = new LinkedHashMap<>();
        map(map(body).get("content"))
                .forEach((media, value) -> types.put(media, type(map(map(value).get("schema")))));
        return types;
    }

    private static String shape(String name, Map<String, Object> schema) {
        var text = new StringBuilder("\n### %s%n%n".formatted(name));
        if (schema.get("description") != null) {
            text.append(oneLine(schema.get("description"))).append("\n\n");
        }
        if (schema.get("enum") instanceof List<?> values) {
            return text.append("One of ").append(values).append(".\n").toString();
        }
        text.append("| Member | Type | Meaning |\n| --- | --- | --- |\n");
        List<?> required = schema.get("required") instanceof List<?> names ? names : List.of();
        map(schema.get("properties")).forEach((member, value) -> {
            Map<String, Object> property = map(value);
            text.append("| `%s`%s | %s | %s |%n"
                    .formatted(
                            member,
                            required.contains(member) ? "" : "?",
                            type(property),
                            property.get("description") == null ? "" : oneLine(property.get("description"))));
        });
        return text.toString();
    }

    private static String type(Map<String, Object> schema) {
        if (schema.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT).replace(".", ""));
        }
        if (schema.get("allOf") instanceof List<?> parts && parts.size() == 1) {
            return type(map(parts.getFirst()));
        }
        if (schema.get("items") != null) {
            return "list of " + type(map(schema.get("items")));
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
            return "map of " + type(map(values));
        }
        Object shown = schema.getOrDefault("format", schema.getOrDefault("type", "any"));
        return shown + limits(schema);
    }

    private static String limits(Map<String, Object> schema) {
        var text = new StringBuilder();
        Map.of("minimum", "≥", "maximum", "≤", "maxLength", "length ≤").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> schema.containsKey(entry.getKey()))
                .forEach(entry -> text.append(", %s %s".formatted(entry.getValue(), schema.get(entry.getKey()))));
        return text.toString();
    }

    private static String oneLine(Object text) {
        return String.valueOf(text)
                .replaceAll("\\\\([\\[\\]_^*])", "$1")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    @SuppressWarnings("unchecked") // OpenAPI's mappings have strings for keys
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }
}
