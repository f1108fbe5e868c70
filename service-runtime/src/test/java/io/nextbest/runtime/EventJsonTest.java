package io.nextbest.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.serde.ObjectMapper;
import io.nextbest.contracts.event.Event;
import io.nextbest.contracts.event.EventPage;
import io.nextbest.contracts.event.StoredEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of event travels as JSON and comes back the same. */
class EventJsonTest {

    private static final Instant AT = Instant.parse("2011-12-10T12:50:00Z");
    private final ObjectMapper json =
            ObjectMapper.create(Map.of("micronaut.serde.serialization.inclusion", "ALWAYS"), "io.nextbest.contracts");

    static Stream<Event> events() {
        return Stream.of(
                new Event.Purchase(
                        "e1",
                        null,
                        AT,
                        "536365",
                        "85123A",
                        "HEART \"T\"",
                        BigDecimal.valueOf(-6),
                        new BigDecimal("2.55"),
                        "GBP",
                        "France"),
                new Event.Interaction("e2", "1", AT, "click", "email", "C01", null),
                new Event.Review("e3", "1", AT, "good", 5),
                new Event.ProfileChange("e4", "1", AT, Map.of("time_zone", "Europe/Paris")),
                new Event.ConsentChange("e5", "1", AT, "marketing", "email", true, "synthetic-demo"),
                new Event.Exposure("e6", "1", AT, "d1"),
                new Event.Outcome(
                        "e7",
                        "1",
                        AT,
                        "d1",
                        "purchase",
                        new BigDecimal("9.99"),
                        new Event.Attribution("d1", 2, "R10", null, "email", "h08", 1.25)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void comesBackTheSame(Event event) throws IOException {
        var page = new EventPage(List.of(new StoredEvent(7L, event)), 7L, 9L);

        String text = json.writeValueAsString(page);

        assertThat(text).contains("\"seq\":7", "\"event_id\":\"" + event.eventId(), "\"kind\":\"");
        assertThat(json.readValue(text, EventPage.class)).isEqualTo(page);
    }
}
