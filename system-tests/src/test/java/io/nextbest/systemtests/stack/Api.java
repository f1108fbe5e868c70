package io.nextbest.systemtests.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One service's HTTP side, seen as a stranger with curl sees it: text in, text out. */
record Api(String url) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param elapsed from the first byte sent to the last received */
    record Answer(int status, String text, Duration elapsed) {

        JsonNode json() {
            return JSON.readTree(text);
        }

        /** The body, if the service took the request; else a failure that shows what it said. */
        JsonNode accepted() {
            if (status / 100 != 2) {
                throw new AssertionError("answered " + status + ": " + text);
            }
            return json();
        }
    }

    Answer get(String path) {
        return send(request(path, Duration.ofSeconds(20)).GET().build());
    }

    Answer post(String path, String body) {
        return send(request(path, Duration.ofMinutes(3))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A POST without a body, such as the order to train. */
    Answer order(String path) {
        return send(request(path, Duration.ofMinutes(3))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** Whether GET of this path is answered with 200 within a second. */
    boolean answers(String path) {
        try {
            return send(request(path, Duration.ofSeconds(1)).GET().build()).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout);
    }

    private static Answer send(HttpRequest request) {
        long began = System.nanoTime();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
