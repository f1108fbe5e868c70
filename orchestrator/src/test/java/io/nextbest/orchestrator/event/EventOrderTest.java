package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.EventPage;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.runtime.Database;
import io.nextbest.runtime.testing.Calls;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two processes' worth of appenders on one database, many writers at each, and a reader who follows the end of the log
 * over HTTP. Fails within the first commits if {@link EventStore} does not hold {@code log_end}.
 */
@MicronautTest(environments = "orchestrator", transactional = false)
@Property(name = "spec.name", value = "event-log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventOrderTest implements RealPostgres {

    private static final int WRITERS = 24;
    private static final int BATCHES = 60;
    private static final int EVENTS_PER_BATCH = 7;
    private static final long ALL = (long) WRITERS * BATCHES * EVENTS_PER_BATCH;

    private volatile boolean written;

    @Inject
    EmbeddedServer server;

    @Inject
    ObjectMapper json;

    @Inject
    Database database;

    @Inject
    SteppedClock clock;

    @Inject
    EventStore store;

    private static Draft visit(String eventId) {
        Instant at = Instant.parse("2011-12-09T10:00:00Z");
        byte[] body = """
                {"kind":"interaction","event_id":"%s","customer_id":"c","at":"2011-12-09T10:00:00Z","type":"visit"}""".formatted(eventId).getBytes(StandardCharsets.UTF_8);
        return new Draft("interaction", eventId, "c", at, body, null);
    }

    private Appender appender() {
        var appender = new Appender(new EventStore(database, new CustomerStore(), clock));
        appender.start();
        return appender;
    }

    private static Callable<Long> writer(Appender appender, int writer) {
        return () -> {
            long accepted = 0;
            for (int batch = 0; batch < BATCHES; batch++) {
                String name = writer + "-" + batch + "-";
                accepted +=
                        appender
                                .append(IntStream.range(0, EVENTS_PER_BATCH)
                                        .mapToObj(i -> visit(name + i))
                                        .toList())
                                .stream()
                                .filter(Appended.ACCEPTED::equals)
                                .count();
            }
            return accepted;
        };
    }

    private List<StoredEvent> readAll() throws IOException {
        var calls = new Calls(server);
        var seen = new ArrayList<StoredEvent>();
        long after = 0;
        boolean more = true;
        while (more) {
            boolean nothingToCome = written;
            EventPage page = json.readValue(
                    calls.get("/v1/events?limit=500&after=" + after).body(), EventPage.class);
            seen.addAll(page.events());
            after = page.next();
            more = !nothingToCome || !page.events().isEmpty();
        }
        return seen;
    }

    @Test
    void showsEveryEventInOrderToAReaderWhoNeverLooksBack() throws Exception {
        Appender here = appender();
        Appender there = appender();
        List<StoredEvent> seen;
        long accepted = 0;
        try (var threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            var reader = threads.submit(this::readAll);
            var writers = new ArrayList<Callable<Long>>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(writer(i % 2 == 0 ? here : there, i));
            }
            var ended = threads.invokeAll(writers);
            written = true; // also when one failed, so that the reader ends
            for (var writer : ended) {
                accepted += writer.get();
            }
            seen = reader.get();
        } finally {
            here.close();
            there.close();
        }

        assertThat(accepted).isEqualTo(ALL);
        assertThat(store.lastSeq()).isEqualTo(ALL);
        assertThat(seen).hasSize((int) ALL);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i).seq()).isEqualTo(i + 1L);
        }
        assertThat(seen)
                .extracting(StoredEvent::event)
                .extracting(Event::eventId)
                .doesNotHaveDuplicates();
    }
}
