package io.nextbest.runtime;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import jakarta.inject.Singleton;
import java.util.List;

/** One trace over the orchestrator and the agents, by the W3C's header. */
@Factory
final class Tracing {

    @Singleton
    @Bean(typed = OpenTelemetry.class)
    OpenTelemetrySdk openTelemetry(
            TracingConfiguration configuration, RuntimeConfiguration runtime, List<SpanProcessor> processors) {
        var provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"), "nextbest-" + runtime.service()))));
        processors.forEach(provider::addSpanProcessor);
        if (!configuration.endpoint().isEmpty()) {
            var exporter = OtlpGrpcSpanExporter.builder()
                    .setEndpoint(configuration.endpoint())
                    .build();
            provider.addSpanProcessor(BatchSpanProcessor.builder(exporter).build());
        }
        return OpenTelemetrySdk.builder()
                .setTracerProvider(provider.build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
    }
}
