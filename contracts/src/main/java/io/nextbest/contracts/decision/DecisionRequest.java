package io.nextbest.contracts.decision;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param channels those the caller can send on; all of email, push and sms if left out
 * @param trigger what made the caller ask, stored with the decision as given
 * @param dryRun true decides without recording or reserving anything
 * @param deadlineMs longest wait in milliseconds, 20 to 500; the service's own if left out
 */
@Wire
public record DecisionRequest(
        @NotBlank @Size(max = 100) @Pattern(regexp = "[^\\x00]*")
        String customerId,

        @Nullable @Size(min = 1, max = 3) List<@NotNull @Pattern(regexp = "email|push|sms") String> channels,

        @Nullable @Size(max = 200) @Pattern(regexp = "[^\\x00]*")
        String trigger,

        @Nullable Boolean dryRun,
        @Nullable @Min(20) @Max(500) Integer deadlineMs) {}
