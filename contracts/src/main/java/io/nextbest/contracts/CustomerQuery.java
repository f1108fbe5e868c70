package io.nextbest.contracts;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * @param customerId whom the question is about
 * @param logPosition how far the log must have been read for the answer, where the agent can reach that in a moment;
 *     without it, as far as the log goes
 */
@Wire
public record CustomerQuery(
        @NotBlank @Size(max = 100) String customerId,
        @Nullable @PositiveOrZero Long logPosition) {

    public CustomerQuery(String customerId) {
        this(customerId, null);
    }
}
