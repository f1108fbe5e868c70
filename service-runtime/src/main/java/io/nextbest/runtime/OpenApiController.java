package io.nextbest.runtime;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.Problem;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The service's OpenAPI document, and a page that shows it and can call it; neither needs another host. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class OpenApiController {

    private static final String ONLY_OURSELVES = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final String application;

    OpenApiController(RuntimeConfiguration runtime) {
        this.application = runtime.service().equals("orchestrator") ? "orchestrator" : runtime.service() + "-agent";
    }

    /** This document. */
    @Get(value = "/openapi.yml", produces = MediaType.APPLICATION_YAML)
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "400",
            description = "A refusal: what is wrong and what to do.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    String yaml() {
        return OpenApiDocument.yaml(OpenApiDocument.of(application));
    }

    /** This document as JSON. */
    @Get("/openapi.json")
    Map<String, Object> json() {
        return OpenApiDocument.of(application);
    }

    /** A page that shows this document and can call each operation. */
    @Get(value = "/docs", produces = MediaType.TEXT_HTML)
    HttpResponse<String> page() {
        return HttpResponse.ok(resource("docs.html")).header("Content-Security-Policy", ONLY_OURSELVES);
    }

    @Get(value = "/docs/{name:page\\.(js|css)}")
    @io.swagger.v3.oas.annotations.Hidden
    HttpResponse<String> part(String name) {
        return HttpResponse.ok(resource(name))
                .contentType(name.endsWith("css") ? "text/css;charset=utf-8" : "text/javascript;charset=utf-8");
    }

    private static String resource(String name) {
        try (InputStream file = OpenApiController.class.getResourceAsStream("/openapi/" + name)) {
            if (file == null) {
                throw new IllegalStateException("openapi/" + name + " is missing from the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
