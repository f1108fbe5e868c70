package io.nextbest.orchestrator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.serde.ObjectMapper;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.nextbest.contracts.event.EventPage;
import io.nextbest.contracts.event.StoredEvent;
import io.nextbest.orchestrator.event.Checked.Draft;
import io.nextbest.runtime.testing.RealPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A log of events so large that a page of the usual number of them would not fit into a reader. */
@MicronautTest(environments = "orchestrator", transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageSizeTest implements RealPostgres {

    private static final int EVENTS = 50;
    private static final int EVENT_BYTES = 500_000;

    @Inject
    EventStore store;

    @Inject
    ObjectMapper json;

    private static Draft profileChange(int number) {
        String id = "p" + number;
        byte[] body = """
                {"kind":"profile_change","event_id":"%s","customer_id":"c","at":"2011-12-09T10:00:00Z",\
                "attributes":{"note":"%s"}}""".formatted(id, "x".repeat(EVENT_BYTES)).getBytes(StandardCharsets.UTF_8);
        return new Draft("profile_change", id, "c", Instant.parse("2011-12-09T10:00:00Z"), body, null);
    }

    @Test
    void deliversEveryEventOverSeveralPages() throws IOException {
        store.append(
                IntStream.range(0, EVENTS).mapToObj(PageSizeTest::profileChange).toList());

        assertThat(readAll(Set.of(), 9_000_000)).isEqualTo(3); // 17 events of half a megabyte fill one
        assertThat(readAll(Set.of("profile_change"), 9_000_000)).isEqualTo(3);
    }

    /** Follows the log as a reader does. The answer is the number of pages. */
    private int readAll(Set<String> kinds, int largest) throws IOException {
        List<Long> seen = new ArrayList<>();
        long after = 0;
        int pages = 0;
        while (after < EVENTS) {
            byte[] bytes = store.page(after, 10_000, kinds);
            assertThat(bytes).hasSizeLessThan(largest);
            EventPage page = Objects.requireNonNull(json.readValue(bytes, EventPage.class));
            seen.addAll(page.events().stream().map(StoredEvent::seq).toList());
            assertThat(page.end()).isEqualTo(EVENTS);
            assertThat(page.next()).isGreaterThan(after).isEqualTo(seen.getLast());
            after = page.next();
            pages++;
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
        return pages;
    }
}
