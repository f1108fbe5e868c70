package io.nextbest.runtime;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ModelVersion;
import io.nextbest.contracts.ServiceException;
import io.nextbest.runtime.ModelVersions.By;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains again when the newest training has become too old. Of several replicas the one that comes first trains; the
 * others find it busy or done, and do nothing.
 */
@Singleton
@Requires(beans = Training.class)
final class Retraining implements ApplicationEventListener<ServerStartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Retraining.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Duration every;
    private final ModelRegistry registry;
    private final ModelVersions versions;
    private final Clock clock;
    private @Nullable ScheduledExecutorService looks;
    private @Nullable Instant notBefore;

    Retraining(TrainingConfiguration configuration, ModelRegistry registry, ModelVersions versions, Clock clock) {
        this.every = configuration.period();
        this.registry = registry;
        this.versions = versions;
        this.clock = clock;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        if (every.isZero()) {
            return;
        }
        long pause = Math.max(1, Math.min(every.dividedBy(10).toMillis(), LONGEST_PAUSE.toMillis()));
        looks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("retraining").factory());
        var ignored = looks.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Trains if it is time to. After a failure it waits a tenth of the period before it tries again. */
    void look() {
        try {
            if (isDue() && (notBefore == null || clock.instant().isAfter(notBefore))) {
                notBefore = null;
                for (ModelVersion made : registry.train(By.SCHEDULE, true, this::isDue)) {
                    LOG.info("trained {} by schedule, now {}", made.label(), made.state());
                }
            }
        } catch (ServiceException e) {
            if (e.code() != ErrorCode.BUSY) {
                fail(e);
            }
        } catch (RuntimeException | Error e) { // the service goes on answering, and the schedule goes on
            fail(e);
        }
    }

    private void fail(Throwable trouble) {
        notBefore = clock.instant().plus(every.dividedBy(10));
        LOG.warn("the scheduled training failed, will try again from {} on", notBefore, trouble);
    }

    private boolean isDue() {
        return versions.findNewestTraining()
                .map(at -> clock.instant().isAfter(at.plus(every)))
                .orElse(false);
    }

    @PreDestroy
    void close() {
        if (looks != null) {
            looks.shutdownNow();
        }
    }
}
