package io.nextbest.runtime;

import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.annotation.ClientFilter;
import io.micronaut.http.annotation.RequestFilter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;

/** Hands the current trace on to the service that is called. */
@ClientFilter(ClientFilter.MATCH_ALL_PATTERN)
class CallTelemetry {

    private final OpenTelemetry telemetry;

    CallTelemetry(OpenTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    @RequestFilter
    void inject(MutableHttpRequest<?> request) {
        telemetry.getPropagators().getTextMapPropagator().inject(Context.current(), request, (carrier, key, value) -> {
            if (carrier != null) {
                carrier.header(key, value);
            }
        });
    }
}
