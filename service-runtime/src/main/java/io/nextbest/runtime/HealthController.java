package io.nextbest.runtime;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.Wire;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Is the process alive, and can it answer? Liveness looks at nothing else; readiness names what is missing. */
@Controller("/health")
@ExecuteOn(TaskExecutors.BLOCKING)
class HealthController {

    private final String service;
    private final List<ReadinessCheck> checks;

    HealthController(RuntimeConfiguration runtime, List<ReadinessCheck> checks) {
        this.service = runtime.service().equals("orchestrator") ? "orchestrator" : runtime.service() + "-agent";
        this.checks = checks;
    }

    /** The body that the older segmentation service answered. */
    @Wire
    record Health(String status, String service) {}

    @Wire
    record Status(String status, Map<String, Detail> details) {}

    @Wire
    record Detail(String status, Map<String, String> details) {}

    @Get
    Health health() {
        return new Health("ok", service);
    }

    @Get("/liveness")
    Status liveness() {
        return new Status("UP", Map.of());
    }

    @Get("/readiness")
    HttpResponse<Status> readiness() {
        var details = new TreeMap<String, Detail>();
        boolean ready = true;
        for (ReadinessCheck check : checks) {
            Detail detail = ask(check);
            ready &= detail.status().equals("UP");
            details.put(check.name(), detail);
        }
        return HttpResponse.<Status>status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new Status(ready ? "UP" : "DOWN", details));
    }

    private static Detail ask(ReadinessCheck check) {
        try {
            Optional<String> missing = check.missing();
            return missing.isPresent()
                    ? new Detail("DOWN", Map.of("missing", missing.get()))
                    : new Detail(
                            "UP",
                            check.problem().map(what -> Map.of("problem", what)).orElse(Map.of()));
        } catch (RuntimeException e) {
            return new Detail("DOWN", Map.of("missing", "%s does not answer".formatted(check.name())));
        }
    }
}
