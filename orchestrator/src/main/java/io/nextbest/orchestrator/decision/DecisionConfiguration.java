package io.nextbest.orchestrator.decision;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of the decision flow.
 *
 * @param deadline longest wait of a caller who names none, 20 to 500 ms
 * @param agentBudget longest wait for one agent, 5 to 500 ms
 * @param recordReserve part of the deadline kept for arbitration and the commit, at most a quarter of it, 0 to 250 ms
 * @param holdoutShare of the customers get no personalisation, in [0, 0.5]
 * @param holdoutSalt a new one draws new customers for the holdout
 * @param defaultContentEmail id of the content sent by e-mail where the content agent is missing
 * @param defaultContentPush the same for push messages
 * @param defaultContentSms the same for text messages
 */
@Context
@ConfigurationProperties("decision")
record DecisionConfiguration(
        @Bindable(defaultValue = "250ms") Duration deadline,
        @Bindable(defaultValue = "80ms") Duration agentBudget,
        @Bindable(defaultValue = "30ms") Duration recordReserve,

        @Bindable(defaultValue = "0.05") @DecimalMin("0") @DecimalMax("0.5")
        double holdoutShare,

        @Bindable(defaultValue = "holdout-1") @NotBlank String holdoutSalt,
        @Bindable(defaultValue = "C01") @NotBlank String defaultContentEmail,
        @Bindable(defaultValue = "C11") @NotBlank String defaultContentPush,
        @Bindable(defaultValue = "C17") @NotBlank String defaultContentSms) {

    DecisionConfiguration {
        require(deadline, 20, 500, "decision.deadline");
        require(agentBudget, 5, 500, "decision.agent-budget");
        require(recordReserve, 0, 250, "decision.record-reserve");
    }

    Map<String, String> defaultContents() {
        return Map.of("email", defaultContentEmail, "push", defaultContentPush, "sms", defaultContentSms);
    }

    private static void require(Duration value, int fromMs, int toMs, String name) {
        if (value.compareTo(Duration.ofMillis(fromMs)) < 0 || value.compareTo(Duration.ofMillis(toMs)) > 0) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d ms, was %s".formatted(name, fromMs, toMs, value));
        }
    }
}
