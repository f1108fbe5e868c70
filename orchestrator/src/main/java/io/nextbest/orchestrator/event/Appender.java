package io.nextbest.orchestrator.event;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.orchestrator.event.Checked.Draft;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Group commit: many callers, one transaction at a time. What arrives while a transaction is under way goes into the
 * next one together, so the log takes in the more per commit the more is asked of it. Safe to share between threads.
 */
@Singleton
final class Appender {

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_EVENTS_PER_COMMIT = 5_000;

    private record Batch(List<Draft> drafts, CompletableFuture<List<Appended>> answer) {}

    private final EventStore store;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread = Thread.ofPlatform().daemon().name("appender").unstarted(this::appendForEver);
    private volatile boolean closed;

    Appender(EventStore store) {
        this.store = store;
    }

    @PostConstruct
    void start() {
        thread.start();
    }

    /** Returns when the drafts are committed; one answer per draft. Throws what the database threw, if it did. */
    List<Appended> append(List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        var batch = new Batch(drafts, new CompletableFuture<>());
        if (!offer(batch)) {
            throw new ServiceException(ErrorCode.BUSY, "The log takes in no more for now; send the events again.");
        }
        try {
            return batch.answer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Under the same lock as {@link #shut}: whatever is taken in is also worked off before the thread ends. */
    private synchronized boolean offer(Batch batch) {
        return !closed && waiting.offer(batch);
    }

    private synchronized void shut() {
        closed = true;
    }

    private void appendForEver() {
        var group = new ArrayList<Batch>();
        while (!closed || !waiting.isEmpty()) {
            try {
                group.clear();
                group.add(waiting.take());
                drainInto(group);
                commit(group);
            } catch (InterruptedException e) {
                shut(); // goes on until nobody waits
            } catch (Throwable e) { // an Error, too, is an answer: nobody waits for ever, and the thread lives on
                group.forEach(batch -> batch.answer().completeExceptionally(e));
            }
        }
    }

    private void drainInto(List<Batch> group) {
        int events = group.getFirst().drafts().size();
        while (events < MOST_EVENTS_PER_COMMIT) {
            Batch next = waiting.poll();
            if (next == null) {
                return;
            }
            group.add(next);
            events += next.drafts().size();
        }
    }

    private void commit(List<Batch> group) {
        try {
            var drafts =
                    group.stream().flatMap(batch -> batch.drafts().stream()).toList();
            List<Appended> answers = store.append(drafts);
            int from = 0;
            for (Batch batch : group) {
                int to = from + batch.drafts().size();
                batch.answer().complete(List.copyOf(answers.subList(from, to)));
                from = to;
            }
        } catch (RuntimeException e) {
            if (group.size() == 1) {
                group.getFirst().answer().completeExceptionally(e);
            } else {
                group.forEach(batch -> commit(List.of(batch))); // one caller's trouble is not his neighbours'
            }
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        shut();
        thread.interrupt();
        thread.join(10_000);
    }
}
