package io.nextbest.runtime;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The figures of this process, for a Prometheus server to fetch. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class PrometheusController {

    private final PrometheusMeterRegistry registry;

    PrometheusController(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Get(value = "/prometheus", produces = MediaType.TEXT_PLAIN)
    String scrape() {
        return registry.scrape();
    }
}
