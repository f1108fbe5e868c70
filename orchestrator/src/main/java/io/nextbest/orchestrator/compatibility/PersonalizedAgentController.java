package io.nextbest.orchestrator.compatibility;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.Wire;
import io.nextbest.contracts.decision.Action;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.engagement.Predictions;
import io.nextbest.orchestrator.decision.Answer;
import io.nextbest.orchestrator.decision.Answers;
import io.nextbest.orchestrator.decision.Decisions;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The path of the Personalized Interaction Agent: one action and one score, from a decision that is not recorded. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class PersonalizedAgentController {

    /** Above this engagement the predicted action is taken, as the older system did. */
    private static final double ENGAGED = 0.7;

    private final Decisions decisions;

    PersonalizedAgentController(Decisions decisions) {
        this.decisions = decisions;
    }

    /**
     * @param score probability that the customer engages, two decimals; the older system printed it under both names
     * @param held true where a guardrail blocks the action, else left out
     * @param reason why it is held
     */
    @Wire
    record Recommendation(
            Long userId,
            String action,
            Double score,
            Double engagementScore,

            @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
            Boolean held,

            @Nullable @JsonInclude(JsonInclude.Include.NON_NULL)
            String reason) {}

    @Get("/recommend/{userId}")
    Recommendation recommend(Long userId) {
        Decision decision = rehearse(userId.toString());
        double engagement = engagement(decision);
        String chosen = decision.action().actionName();
        String action = chosen != null && engagement > ENGAGED ? chosen : "send_message";
        double score = Math.round(engagement * 100) / 100.0;
        boolean held = Action.HOLD.equals(decision.action().type());
        return new Recommendation(
                userId,
                action,
                score,
                score,
                held ? true : null,
                held ? decision.action().reason() : null);
    }

    private Decision rehearse(String customerId) {
        try {
            return decisions.rehearse(customerId);
        } catch (ServiceException refusal) {
            throw refusal.code() == ErrorCode.CUSTOMER_UNKNOWN
                    ? new ServiceException(ErrorCode.CUSTOMER_UNKNOWN, "User not found")
                    : refusal;
        }
    }

    /** A score is never made up: without the engagement agent there is none. */
    private double engagement(Decision decision) {
        if (!decision.predictions().isEmpty()) {
            return nearest(decision.predictions().stream()
                    .map(p -> new Prediction(p.name(), p.value(), p.low(), p.high(), p.horizonDays(), List.of()))
                    .toList());
        }
        Answer<Predictions> answer = decisions.predict(decision.customerId());
        if (answer instanceof Answer.Missing<?>(String agent, Answer.Cause cause)
                && cause == Answer.Cause.NOT_TRAINED) {
            throw new ServiceException(
                    ErrorCode.MODEL_NOT_TRAINED, "There is no score: %s.".formatted(Answers.howToTrain(agent)));
        }
        return answer.findValue()
                .filter(predictions -> !predictions.predictions().isEmpty())
                .map(predictions -> nearest(predictions.predictions()))
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.AGENT_UNAVAILABLE, "The engagement agent does not answer; try again later."));
    }

    /** The prediction of engagement if there is one, else the one that looks least far ahead. */
    private static double nearest(List<Prediction> predictions) {
        return predictions.stream()
                .min(Comparator.comparing((Prediction p) -> !p.name().startsWith("engages"))
                        .thenComparing(Prediction::horizonDays))
                .orElseThrow()
                .value();
    }
}
