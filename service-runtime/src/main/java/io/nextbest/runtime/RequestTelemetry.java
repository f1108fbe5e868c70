package io.nextbest.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures every request, and gives it a span that continues its caller's trace. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class RequestTelemetry {

    private static final String STARTED = "nextbest.started-nanos";
    private static final String SPAN = "nextbest.span";

    private final OpenTelemetry telemetry;
    private final Tracer tracer;
    private final MeterRegistry meters;

    RequestTelemetry(OpenTelemetry telemetry, MeterRegistry meters) {
        this.telemetry = telemetry;
        this.tracer = telemetry.getTracer("io.nextbest");
        this.meters = meters;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext propagated) {
        Context caller =
                telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), request, Headers.INSTANCE);
        Span span = tracer.spanBuilder(request.getMethodName() + " " + request.getPath())
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        request.setAttribute(STARTED, System.nanoTime());
        request.setAttribute(SPAN, span);
        propagated.add(new TraceContext(caller.with(span)));
    }

    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        String uri = BasicHttpAttributes.getUriTemplate(request).orElse("unknown");
        request.getAttribute(STARTED, Long.class)
                .ifPresent(started -> meters.timer(
                                "http.server.requests",
                                "method",
                                request.getMethodName(),
                                "status",
                                String.valueOf(response.code()),
                                "uri",
                                uri)
                        .record(System.nanoTime() - started, TimeUnit.NANOSECONDS));
        request.getAttribute(SPAN, Span.class).ifPresent(span -> {
            span.updateName(request.getMethodName() + " " + uri);
            span.setAttribute("http.request.method", request.getMethodName());
            span.setAttribute("http.route", uri);
            span.setAttribute("http.response.status_code", response.code());
            if (response.code() >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        });
    }

    private enum Headers implements TextMapGetter<HttpRequest<?>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(HttpRequest<?> request) {
            return request.getHeaders().names();
        }

        @Override
        public @Nullable String get(@Nullable HttpRequest<?> request, String key) {
            return request == null ? null : request.getHeaders().get(key);
        }
    }
}
