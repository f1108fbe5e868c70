package io.nextbest.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls to a service as a stranger makes them: bytes out, text in, none of the product's own client. */
public record Calls(URI server) {

    private static final String JSON = "application/json";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Calls(EmbeddedServer server) {
        this(server.getURI());
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path, JSON, BodyPublishers.noBody());
    }

    public HttpResponse<String> delete(String path) {
        return send("DELETE", path, JSON, BodyPublishers.noBody());
    }

    public HttpResponse<String> put(String path, String json) {
        return send("PUT", path, JSON, BodyPublishers.ofString(json));
    }

    public HttpResponse<String> post(String path, String json) {
        return post(path, JSON, json);
    }

    public HttpResponse<String> post(String path, String type, String body) {
        return send("POST", path, type, BodyPublishers.ofString(body));
    }

    public HttpResponse<String> post(String path, String type, byte[] body) {
        return send("POST", path, type, BodyPublishers.ofByteArray(body));
    }

    /** Lets an agent train on what it knows, which must succeed; its answer's body. */
    public String train() {
        var trained = post("/v1/agent/train", "");
        assertThat(trained.statusCode()).as(trained.body()).isEqualTo(200);
        return trained.body();
    }

    private HttpResponse<String> send(String method, String path, String type, BodyPublisher body) {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", type)
                .method(method, body)
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** No answer may fail, or show what the service is made of. */
    public static void assertRefused(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains(detail).doesNotContainPattern("java|Exception|micronaut|jackson|Source:");
    }
}
