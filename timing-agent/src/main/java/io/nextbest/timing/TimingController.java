package io.nextbest.timing;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.timing.TimingChoice;
import io.nextbest.contracts.timing.TimingOperations;
import io.nextbest.contracts.timing.TimingRequest;

/** The HTTP face of {@link Timing}: validates by contract, adds nothing. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class TimingController implements TimingOperations {

    private final Timing timing;

    TimingController(Timing timing) {
        this.timing = timing;
    }

    @Override
    public TimingChoice choose(TimingRequest request) {
        return timing.choose(request);
    }
}
