package io.nextbest.cli;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import io.nextbest.contracts.decision.Decision;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Calls one service over HTTP and turns every way in which that can fail into one sentence. */
final class ServiceClient {

    private static final String JSON = "application/json";
    private static final String BUSY = "urn:nextbest:problem:busy";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofMinutes(10); // a training of the whole log

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final JsonMapper json = JsonMapper.createDefault();

    ServiceClient(URI base) {
        this.base = base;
    }

    URI base() {
        return base;
    }

    String get(String path) {
        return send(request(path).GET().build());
    }

    String post(String path, String body) {
        return send(request(path)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    String delete(String path) {
        return send(request(path).DELETE().build());
    }

    String postLines(String path, byte[] lines) {
        return send(request(path)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(lines))
                .build());
    }

    /** The answer whatever its status, for readiness. */
    JsonNode look(String path) {
        return tree(exchange(request(path).timeout(CONNECT).GET().build()).body());
    }

    /** What an agent says is wrong with what answers now, although it answers. */
    Optional<String> problem(Agent agent) {
        if (agent == Agent.ORCHESTRATOR) {
            return Optional.empty();
        }
        JsonNode problem = tree(get("/v1/agent/status")).get("problem");
        return problem == null || problem.isNull() ? Optional.empty() : Optional.of(problem.coerceStringValue());
    }

    JsonNode tree(String text) {
        try {
            return Objects.requireNonNull(json.readValue(text.getBytes(StandardCharsets.UTF_8), JsonNode.class));
        } catch (IOException e) {
            throw new CommandFailure("%s answered what is not JSON; is it Nextbest?".formatted(base), e);
        }
    }

    Decision decision(String text) {
        try {
            return Objects.requireNonNull(ObjectMapper.getDefault().readValue(text, Decision.class));
        } catch (IOException e) {
            throw new CommandFailure(
                    "%s answered what is not a decision of this version (%s).".formatted(base, e.getMessage()), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER).header("Accept", JSON);
    }

    private String send(HttpRequest request) {
        HttpResponse<String> response = exchange(request);
        if (response.statusCode() >= 400) {
            String sentence = refusal(response);
            throw response.body().contains(BUSY) ? new CommandFailure.Busy(sentence) : new CommandFailure(sentence);
        }
        return response.body();
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new CommandFailure("Nextbest is not running at %s: start it with ./nextbest up.".formatted(base), e);
        } catch (HttpTimeoutException e) {
            throw new CommandFailure(
                    "%s did not answer in time; ./nextbest doctor shows what is wrong.".formatted(base), e);
        } catch (IOException e) {
            throw new CommandFailure(
                    "The connection to %s broke; start Nextbest again and repeat the command.".formatted(base), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", e);
        }
    }

    private String refusal(HttpResponse<String> response) {
        try {
            JsonNode body = Objects.requireNonNull(
                    json.readValue(response.body().getBytes(StandardCharsets.UTF_8), JsonNode.class));
            for (String name : new String[] {"detail", "error"}) {
                JsonNode sentence = body.isObject() ? body.get(name) : null;
                if (sentence != null && sentence.isString()) {
                    return sentence.getStringValue();
                }
            }
        } catch (IOException e) {
            return "%s answered status %d.".formatted(response.uri(), response.statusCode());
        }
        return "%s answered status %d.".formatted(response.uri(), response.statusCode());
    }
}
