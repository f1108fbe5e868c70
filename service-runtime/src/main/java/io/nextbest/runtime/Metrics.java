package io.nextbest.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The figures of this process, under the names that Micrometer's users know. */
@Factory
final class Metrics {

    @Singleton
    @Bean(
            typed = {PrometheusMeterRegistry.class, MeterRegistry.class},
            preDestroy = "close")
    PrometheusMeterRegistry registry(RuntimeConfiguration runtime) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().commonTags("service", runtime.service());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        bindCollector(registry);
        return registry;
    }

    @SuppressWarnings("resource") // lives as long as the process
    private static void bindCollector(MeterRegistry registry) {
        new JvmGcMetrics().bindTo(registry);
    }
}
