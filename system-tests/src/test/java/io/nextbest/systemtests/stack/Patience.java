package io.nextbest.systemtests.stack;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting with a bound: looks again and again, and fails with a sentence when the time is over. */
final class Patience {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private Patience() {}

    static void await(String what, Duration atMost, BooleanSupplier holds) {
        find(what, atMost, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** The first value that is there. */
    static <T> T find(String what, Duration atMost, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + atMost.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            if (System.nanoTime() >= end) {
                throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            found = look.get();
        }
        return found.get();
    }
}
