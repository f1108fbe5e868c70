package io.nextbest.orchestrator.decision;

import java.time.Duration;

/** A moment by which something must be done, by the clock that never jumps. */
record Deadline(long startNanos, long endNanos) {

    static Deadline in(Duration duration) {
        long now = System.nanoTime();
        return new Deadline(now, now + duration.toNanos());
    }

    /** This deadline, or the end of a budget that starts now if that comes first. */
    Deadline within(Duration budget) {
        long now = System.nanoTime();
        return new Deadline(now, now + Math.min(budget.toNanos(), endNanos - now));
    }

    /** Negative when it has passed. */
    long remainingNanos() {
        return endNanos - System.nanoTime();
    }

    double elapsedMs() {
        return (System.nanoTime() - startNanos) / 1e6;
    }
}
