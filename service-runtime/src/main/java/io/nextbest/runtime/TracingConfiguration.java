package io.nextbest.runtime;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where traces go.
 *
 * @param endpoint OTLP/gRPC address of a collector, "http://localhost:4317"; empty exports nothing, ids still travel
 */
@Context
@ConfigurationProperties("tracing")
public record TracingConfiguration(
        @Bindable(defaultValue = "") String endpoint) {}
