package io.nextbest.orchestrator.decision;

import java.util.Optional;

/** What an agent said, or why it said nothing. A reader must say what happens without it: there is no get(). */
public sealed interface Answer<T> {

    /** @param millis time from the question to the answer */
    record Given<T>(T value, double millis) implements Answer<T> {}

    /** @param agent name of the service, "reward-agent" */
    record Missing<T>(String agent, Cause cause) implements Answer<T> {}

    /** The decision held before this agent's turn came. */
    record Unasked<T>() implements Answer<T> {}

    /** Why an agent that was asked is missing. */
    enum Cause {
        /** No answer in its time, or no time left to ask. */
        TIMEOUT,
        /** Unreachable, or it answered with an error. */
        ERROR,
        /** It answered what the contract does not allow, or about another customer. */
        BAD_RESPONSE,
        /** It has no active model. */
        NOT_TRAINED,
        /** It knows nothing of this customer; nothing is wrong with it. */
        CUSTOMER_UNKNOWN
    }

    default Optional<T> findValue() {
        return this instanceof Given<T>(T value, double _) ? Optional.of(value) : Optional.empty();
    }
}
