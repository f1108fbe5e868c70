package io.nextbest.orchestrator.decision;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A question on its way to an agent. */
record Pending<T>(String agent, Future<Answer<T>> future, Deadline deadline) {

    /** The answer, or at the deadline that there is none. */
    Answer<T> await() {
        try {
            return future.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            future.cancel(true);
            return new Answer.Missing<>(agent, Answer.Cause.TIMEOUT);
        } catch (ExecutionException _) {
            return new Answer.Missing<>(agent, Answer.Cause.ERROR);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            return new Answer.Missing<>(agent, Answer.Cause.TIMEOUT);
        }
    }
}
