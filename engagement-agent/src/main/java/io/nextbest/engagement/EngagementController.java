package io.nextbest.engagement;

import io.micronaut.http.annotation.Controller;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.engagement.EngagementOperations;
import io.nextbest.contracts.engagement.Figures;
import io.nextbest.contracts.engagement.Predictions;

/** The HTTP face of {@link Engagement}: validates by contract, adds nothing. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class EngagementController implements EngagementOperations {

    private final Engagement engagement;

    EngagementController(Engagement engagement) {
        this.engagement = engagement;
    }

    @Override
    public Predictions predict(CustomerQuery query) {
        return engagement.predict(query);
    }

    @Override
    public Predictions predictFigures(Figures figures) {
        return engagement.predict(figures);
    }
}
