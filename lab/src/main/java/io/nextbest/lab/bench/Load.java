package io.nextbest.lab.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Sends requests over a number of connections for a while and measures each.
 *
 * @param target what to call
 * @param method "POST"
 * @param bodies the n-th request's JSON
 * @param good tells from an answer's body whether it is the answer meant; others count as failed
 */
record Load(URI target, String method, IntFunction<String> bodies, Predicate<String> good) {

    /**
     * What was measured.
     *
     * @param connections used at the same time
     * @param perSecond good answers per second
     * @param p50 median latency, milliseconds
     * @param p99 its 99th percentile, milliseconds
     * @param requests sent
     * @param failed those not answered by 2xx, or not with what was meant
     */
    record Measured(int connections, double perSecond, double p50, double p99, int requests, int failed) {}

    /** Closed loop: each connection sends its next request when the last is answered. */
    Measured closedLoop(int connections, Duration length) {
        return run(connections, length, 0);
    }

    /** Open loop: requests are due at a constant rate, and a late one's wait counts. */
    Measured openLoop(int connections, Duration length, double perSecond) {
        return run(connections, length, perSecond);
    }

    private Measured run(int connections, Duration length, double perSecond) {
        long start = System.nanoTime() + 10_000_000;
        long end = start + length.toNanos();
        var workers = new ArrayList<Worker>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < connections; i++) {
            long gap = perSecond > 0 ? (long) (connections * 1e9 / perSecond) : 0;
            var worker = new Worker(this, i, connections, start + (gap == 0 ? 0 : gap * i / connections), end, gap);
            workers.add(worker);
            threads.add(Thread.ofPlatform().start(worker));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return sum(workers, connections, (System.nanoTime() - start) / 1e9);
    }

    private static Measured sum(List<Worker> workers, int connections, double seconds) {
        int requests = workers.stream().mapToInt(worker -> worker.count).sum();
        int failed = workers.stream().mapToInt(worker -> worker.failed).sum();
        long[] all = new long[requests];
        int filled = 0;
        for (Worker worker : workers) {
            System.arraycopy(worker.nanos, 0, all, filled, worker.count);
            filled += worker.count;
        }
        Arrays.sort(all);
        return new Measured(
                connections,
                (requests - failed) / seconds,
                percentile(all, 0.50),
                percentile(all, 0.99),
                requests,
                failed);
    }

    /** Milliseconds; NaN where nothing was measured. */
    static double percentile(long[] sortedNanos, double share) {
        if (sortedNanos.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(share * sortedNanos.length) - 1;
        return sortedNanos[Math.max(0, index)] / 1e6;
    }

    private static final class Worker implements Runnable {

        private final Load load;
        private final int first;
        private final int step;
        private final long start;
        private final long end;
        private final long gap;
        private long[] nanos = new long[1 << 12];
        private int count;
        private int failed;

        Worker(Load load, int first, int step, long start, long end, long gap) {
            this.load = load;
            this.first = first;
            this.step = step;
            this.start = start;
            this.end = end;
            this.gap = gap;
        }

        @Override
        public void run() {
            try (var connection = new Connection(load.target())) {
                long due = start;
                while (true) {
                    await(due);
                    long sent = gap == 0 ? System.nanoTime() : due;
                    if (sent >= end) {
                        return;
                    }
                    byte[] request = Connection.request(
                            load.method(), load.target(), load.bodies().apply(first + count * step));
                    int status = connection.send(request);
                    add(System.nanoTime() - sent);
                    if (status / 100 != 2 || !load.good().test(connection.body())) {
                        failed++;
                    }
                    due += gap;
                }
            } catch (IOException e) {
                add(System.nanoTime() - start);
                failed++; // the connection is lost, and with it the rest of its requests
            }
        }

        private static void await(long due) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        private void add(long measured) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count] = measured;
            count++;
        }
    }
}
