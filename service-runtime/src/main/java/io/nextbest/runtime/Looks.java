package io.nextbest.runtime;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at the log's end: one thread makes them, any number wait for one that began after they asked. Who asks while
 * one is made waits for the next, which all of them share; so however many ask, the log is asked by one at a time.
 */
final class Looks {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long begun;
    private long ended;
    private long wanted;
    private boolean stopped;

    /** The one thread's: that a look begins. */
    void begin() {
        lock.lock();
        try {
            begun++;
        } finally {
            lock.unlock();
        }
    }

    /** The one thread's: that it ended, and then a wait until somebody wants another, or so long. */
    void endAndPause(Duration most) throws InterruptedException {
        lock.lock();
        try {
            ended = begun;
            changed.signalAll();
            long left = most.toNanos();
            while (!stopped && wanted <= begun && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a look that begins from now on; false if none ended within that time. */
    boolean await(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long mine = begun + 1;
            wanted = Math.max(wanted, mine);
            changed.signalAll();
            long left = most.toNanos();
            while (!stopped && ended < mine && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended >= mine;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any more. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
