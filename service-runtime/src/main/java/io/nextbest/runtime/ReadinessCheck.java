package io.nextbest.runtime;

import java.util.Optional;

/** Something without which a service cannot answer. Every bean of this type is asked by {@code /health/readiness}. */
public interface ReadinessCheck {

    /** One word, a key in the answer. */
    String name();

    /** What is missing, in one sentence; empty when nothing is. */
    Optional<String> missing();

    /** What an operator should mend although the service answers, in one sentence. */
    default Optional<String> problem() {
        return Optional.empty();
    }
}
