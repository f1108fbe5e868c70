package io.nextbest.orchestrator.decision;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.nextbest.contracts.decision.Decision;
import io.nextbest.runtime.ReadinessCheck;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rehearses decisions after a start until the agents answer in time, and only then is the service ready: a JVM that
 * has just started is slower than a decision's deadline, and the first customers would get what is decided without
 * agents. Records nothing. Gives up after a while, since an agent may be away for other reasons.
 */
@Singleton
final class Practice implements ReadinessCheck, ApplicationEventListener<ServerStartupEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Practice.class);
    private static final Set<String> WELL = Set.of("NOT_TRAINED", "CUSTOMER_UNKNOWN");
    private static final int CUSTOMERS = 20;
    private static final int GOOD_IN_A_ROW = 10;
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long PAUSE_MS = 100;

    private final PracticeStore store;
    private final Decisions decisions;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean done;

    Practice(PracticeStore store, Decisions decisions) {
        this.store = store;
        this.decisions = decisions;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        Thread.ofPlatform().daemon().name("practice").start(() -> {
            try {
                practise(store.listCustomers(CUSTOMERS));
            } catch (RuntimeException e) {
                LOG.warn("practice ended early: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                done = true;
            }
        });
    }

    private void practise(List<String> customers) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        int good = 0;
        for (int i = 0; !customers.isEmpty() && good < GOOD_IN_A_ROW && System.nanoTime() < end; i++) {
            Decision decision = decisions.rehearse(customers.get(i % customers.size()));
            Set<String> causes = decision.degraded().stream()
                    .map(Decision.Degradation::cause)
                    .collect(Collectors.toSet());
            boolean unknown = causes.contains("CUSTOMER_UNKNOWN"); // not yet, or only sent things back: tells nothing
            if (WELL.containsAll(causes)) {
                good += unknown ? 0 : 1;
            } else {
                good = 0;
            }
            if ((unknown || causes.contains("ERROR")) && stop.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    @Override
    public String name() {
        return "practice";
    }

    @Override
    public Optional<String> missing() {
        return done
                ? Optional.empty()
                : Optional.of(
                        "The first decisions are being rehearsed; ready within %d s.".formatted(LONGEST.toSeconds()));
    }

    @PreDestroy
    void close() {
        stop.countDown();
    }
}
