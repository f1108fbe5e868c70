package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.event.EventPage;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls the log page by page into the agent's tables. Rows and offset are stored in one transaction, so each event
 * takes effect once, also when the process is killed or a second replica reads at the same time.
 */
@Singleton
@Requires(beans = Projection.class)
public final class EventReader implements ApplicationEventListener<ServerStartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

    private final EventClient log;
    private final OffsetStore offsets;
    private final Projection projection;
    private final Database database;
    private final LogConfiguration configuration;
    private final String kinds;
    private final ReentrantLock reading = new ReentrantLock();
    private final Looks looks = new Looks();
    private volatile boolean stopped;
    private volatile boolean behind;
    private volatile long end;
    private volatile long taken;
    private volatile @Nullable String failure;
    private volatile @Nullable String death;
    private @Nullable Thread thread;

    EventReader(
            EventClient log,
            OffsetStore offsets,
            Projection projection,
            Database database,
            LogConfiguration configuration) {
        this.log = log;
        this.offsets = offsets;
        this.projection = projection;
        this.database = database;
        this.configuration = configuration;
        this.kinds = String.join(",", projection.kinds().stream().sorted().toList());
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        thread = Thread.ofPlatform().daemon().name("event-reader").start(() -> {
            try {
                readForEver();
            } catch (Error e) { // nobody reads from here on: readiness says so until a restart
                death = Service.rootMessage(e);
                LOG.error("the log is not read any more, start this service again", e);
                throw e;
            }
        });
    }

    private void readForEver() {
        while (!stopped) {
            looks.begin();
            reading.lock();
            try {
                boolean ignored = readToTheEnd();
                failure = null;
            } catch (RuntimeException e) {
                tell(e);
            } finally {
                reading.unlock();
            }
            pause();
        }
    }

    /** Once per kind of trouble, not twice a second; an orchestrator that is not there yet needs no stack trace. */
    private void tell(RuntimeException trouble) {
        String message = Service.rootMessage(trouble);
        if (!stopped && !message.equals(failure)) {
            LOG.warn(
                    "the log could not be read, will go on trying: {}",
                    message,
                    trouble instanceof HttpClientException ? null : trouble);
        }
        failure = message;
    }

    private void pause() {
        try {
            looks.endAndPause(configuration.pollInterval());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /**
     * Takes in what the log holds, where that is a matter of a moment: an answer that calls this first knows every
     * event that was acknowledged before it was asked. Where the log does not answer, or a long stretch of it is being
     * read, the answer comes from what is known; readiness and lag say so.
     *
     * @param position how far into the log is enough; null for all that it holds
     */
    public void refresh(@Nullable Long position) {
        boolean known = position != null && position <= taken;
        if (known || behind || failure() != null || configuration.answerWait().isZero()) {
            return;
        }
        try {
            boolean ignored = looks.await(configuration.answerWait());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes in everything that the log holds now, before it returns.
     *
     * @throws ServiceException AGENT_UNAVAILABLE if the orchestrator does not answer, or this service is stopped
     *     before it came to the end: what is built on a part of the log must not be kept
     */
    public void catchUp() {
        reading.lock();
        try {
            if (!readToTheEnd()) {
                throw new ServiceException(
                        ErrorCode.AGENT_UNAVAILABLE, "This service is being stopped; ask again when it is back.");
            }
            failure = null;
        } catch (HttpClientException e) {
            LOG.warn("the log could not be read", e);
            throw new ServiceException(
                    ErrorCode.AGENT_UNAVAILABLE, "The orchestrator's log does not answer; start it and try again.");
        } finally {
            reading.unlock();
        }
    }

    /** False if it was stopped before it came to the end. */
    private boolean readToTheEnd() {
        while (!stopped) {
            if (readPage()) {
                return true;
            }
        }
        return false;
    }

    /** Whether all is taken in that the log held when it was asked. */
    private boolean readPage() {
        long after = offsets.offset();
        EventPage page = log.read(after, configuration.pageSize(), kinds);
        end = page.end();
        if (page.next() <= after) {
            taken = after;
            behind = false;
            return true;
        }
        long offset = takeIn(page, after);
        taken = offset;
        behind = page.next() < page.end();
        return offset >= page.end();
    }

    /** How far the log is taken in then: another replica may have been faster, and have read less of it. */
    private long takeIn(EventPage page, long after) {
        return database.jdbi().inTransaction(handle -> {
            long offset = offsets.lock(handle);
            if (offset != after) {
                return offset;
            }
            if (!page.events().isEmpty()) {
                projection.apply(handle, page.events());
            }
            offsets.move(handle, page.next());
            return page.next();
        });
    }

    /**
     * Wipes the agent's tables and derives them again from the first event on, in one transaction: until it ends,
     * answers come from the tables as they were.
     */
    public void rebuild() {
        reading.lock();
        try {
            database.jdbi()
                    .useTransaction(
                            handle -> { // the pages' transactions join it: same thread, same handle
                                long ignored = offsets.lock(handle);
                                projection.wipe(handle);
                                offsets.move(handle, 0);
                                behind = true;
                                catchUp();
                            });
        } finally {
            behind = false;
            reading.unlock();
        }
    }

    /** Number of the last event taken in. */
    public long offset() {
        return offsets.offset();
    }

    /** Places of the log after the last event taken in, as of the last look at it. */
    public long lag() {
        return Math.max(0, end - offset());
    }

    /** Why nobody reads the log any more, or why the last look at it failed; null when all is well. */
    @Nullable
    String failure() {
        return death == null ? failure : death;
    }

    @PreDestroy
    void close() throws InterruptedException {
        stopped = true;
        looks.stop();
        if (thread != null) {
            thread.join(5_000);
        }
    }
}
