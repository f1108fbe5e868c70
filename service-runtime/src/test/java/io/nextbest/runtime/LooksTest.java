package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LooksTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final Looks looks = new Looks();
    private final AtomicInteger made = new AtomicInteger();
    private volatile Thread looker;

    @AfterEach
    void stop() throws InterruptedException {
        if (looker != null) {
            looker.interrupt();
            looker.join();
        }
    }

    @Test
    void giveEachWhoAsksOneThatBeganAfterHeAsked() throws Exception {
        look(() -> {});

        for (int i = 0; i < 100; i++) {
            int before = made.get();
            assertThat(looks.await(LONG)).isTrue();
            assertThat(made.get()).isGreaterThan(before);
        }
    }

    @Test
    void areSharedByAllWhoAskWhileOneIsMade() throws Exception {
        var underWay = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        look(() -> {
            if (made.get() == 1) { // the one that begins before anybody asks
                underWay.countDown();
                goOn.await();
            }
        });
        underWay.await();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            var asked = new CountDownLatch(200);
            for (int i = 0; i < 200; i++) {
                answers.add(callers.submit(() -> {
                    asked.countDown();
                    return looks.await(LONG);
                }));
            }
            asked.await();
            goOn.countDown();
            for (var answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        }
        // the one under way ends too early for all of them; who was scheduled late may need one more
        assertThat(made.get()).isBetween(2, 10);
    }

    @Test
    void letNobodyWaitLongerThanHeWants() throws InterruptedException {
        assertThat(looks.await(Duration.ofMillis(1))).isFalse();
        assertThat(looks.await(Duration.ZERO)).isFalse();

        looks.stop();

        assertThat(looks.await(LONG)).isFalse();
    }

    private interface Look {
        void make() throws InterruptedException;
    }

    private void look(Look look) {
        looker = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    looks.begin();
                    made.incrementAndGet();
                    look.make();
                    looks.endAndPause(LONG);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
