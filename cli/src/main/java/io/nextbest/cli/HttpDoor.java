package io.nextbest.cli;

import io.micronaut.json.tree.JsonNode;
import io.nextbest.cli.transactions.ImportDoor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The orchestrator's import door over HTTP. */
final class HttpDoor implements ImportDoor {

    private final ServiceClient orchestrator;

    HttpDoor(ServiceClient orchestrator) {
        this.orchestrator = orchestrator;
    }

    @Override
    public Opened open(String digest, String fileName) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("file_digest", digest);
        request.put("file_name", fileName);
        JsonNode answer = orchestrator.tree(orchestrator.post("/v1/imports", Json.write(request)));
        return new Opened(
                Json.member(answer, "import_id").coerceStringValue(),
                Json.member(answer, "next_row").getLongValue(),
                "finished".equalsIgnoreCase(text(answer, "state")));
    }

    @Override
    public Taken take(String importId, long from, byte[] lines) {
        JsonNode answer = orchestrator.tree(
                orchestrator.postLines("/v1/imports/%s/rows?from_row=%d".formatted(importId, from), lines));
        List<Refused> refused = new ArrayList<>();
        if (answer.get("results") instanceof JsonNode results && results.isArray()) {
            for (JsonNode result : results.values()) {
                if ("rejected".equalsIgnoreCase(text(result, "status"))) {
                    refused.add(new Refused(text(result, "event_id"), text(result, "field"), text(result, "detail")));
                }
            }
        }
        return new Taken(
                Json.member(answer, "accepted").getLongValue(),
                Json.member(answer, "duplicates").getLongValue(),
                refused);
    }

    @Override
    public void finish(String importId) {
        orchestrator.post("/v1/imports/%s/finish".formatted(importId), "{}");
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? "" : value.coerceStringValue();
    }
}
