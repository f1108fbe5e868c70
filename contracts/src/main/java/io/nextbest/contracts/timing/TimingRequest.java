package io.nextbest.contracts.timing;

import io.nextbest.contracts.Wire;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * @param seed makes the random choice repeatable
 * @param notBefore the earliest moment, from 1970 to 2199
 * @param timeZone the customer's, an IANA name
 * @param quietFrom local time "21:00" at which no message may arrive any more
 * @param quietTo local time "08:00" from which messages may arrive again; equal to quietFrom for no quiet hours
 */
@Wire
public record TimingRequest(
        @NotBlank @Size(max = 100) String customerId,
        @NotNull Long seed,
        @NotNull Instant notBefore,
        @NotBlank @Size(max = 60) String timeZone,
        @NotNull @Pattern(regexp = LOCAL_TIME) String quietFrom,
        @NotNull @Pattern(regexp = LOCAL_TIME) String quietTo) {

    private static final String LOCAL_TIME = "([01]\\d|2[0-3]):[0-5]\\d";
}
