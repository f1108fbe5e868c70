package io.nextbest.orchestrator.event;

import io.nextbest.contracts.event.Event;
import jakarta.inject.Singleton;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads events as senders write them, and says of each what is wrong with it. Immutable. */
@Singleton
final class EventDecoder {

    private static final Duration AHEAD = Duration.ofHours(24);
    private static final Instant OLDEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // to name the field that holds NaN
            .build();
    private static final Map<String, Shape> SHAPES = Arrays.stream(Event.class
                    .getAnnotation(com.fasterxml.jackson.annotation.JsonSubTypes.class)
                    .value())
            .collect(Collectors.toUnmodifiableMap(type -> type.name(), type -> Shape.of(type.name(), type.value())));

    private enum Odd {
        NOT_A_NUMBER,
        LIST
    }

    private record Shape(String kind, List<EventField> fields, Constructor<?> constructor, boolean readHere) {

        private static final Set<String> READ_HERE = Set.of("profile_change", "consent_change", "exposure", "outcome");

        static Shape of(String kind, Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            try {
                var constructor = type.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                return new Shape(
                        kind,
                        Arrays.stream(components).map(EventField::new).toList(),
                        constructor,
                        READ_HERE.contains(kind));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        @Nullable
        Event event(@Nullable Object[] values) {
            if (!readHere) {
                return null;
            }
            try {
                return (Event) constructor.newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Clock clock;

    EventDecoder(Clock clock) {
        this.clock = clock;
    }

    /** Every kind that an event can have. */
    static Set<String> kinds() {
        return SHAPES.keySet();
    }

    /** A parser whose input {@link #read} understands. */
    JsonParser parser(byte[] json, int from, int length) {
        return JSON.createParser(ObjectReadContext.empty(), json, from, length);
    }

    /** Reads one line that should hold one event and nothing else. */
    Checked readLine(byte[] json, int from, int length) {
        try (JsonParser parser = parser(json, from, length)) {
            if (parser.nextToken() == null) {
                return new Checked.Unfit(null, null, "The line is empty.");
            }
            Checked read = read(parser);
            return parser.nextToken() == null
                    ? read
                    : new Checked.Unfit(null, null, "The line holds more than one event.");
        } catch (JacksonException e) {
            return new Checked.Unfit(null, null, "The line is not JSON.");
        }
    }

    /**
     * Reads one event, and stands behind it afterwards, whether it was fit or not.
     *
     * @param parser stands at the first token of the event
     * @throws JacksonException if the text is not JSON
     */
    Checked read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Checked.Unfit(null, null, "An event is a JSON object.");
        }
        var twice = new ArrayList<String>(0);
        Map<String, Object> members = members(parser, twice);
        String eventId = members.get("event_id") instanceof String id ? id : null;
        try {
            if (!twice.isEmpty()) {
                throw new WrongField(twice.getFirst(), "stands there twice");
            }
            return draft(members);
        } catch (WrongField e) {
            return new Checked.Unfit(eventId, e.field(), e.detail());
        }
    }

    private Map<String, Object> members(JsonParser parser, List<String> twice) {
        var members = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = value(parser, parser.nextToken(), twice);
            if (value == null ? members.containsKey(name) : members.put(name, value) != null) {
                twice.add(name);
            } else if (value == null) {
                members.put(name, null);
            }
        }
        return members;
    }

    private @Nullable Object value(JsonParser parser, JsonToken token, List<String> twice) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT -> members(parser, twice);
            default -> {
                parser.skipChildren();
                yield Odd.LIST;
            }
        };
    }

    private static Object number(JsonParser parser) {
        try {
            return parser.isNaN() ? Odd.NOT_A_NUMBER : parser.getDecimalValue();
        } catch (JacksonException e) { // an exponent beyond all bounds
            return Odd.NOT_A_NUMBER;
        }
    }

    private Checked.Draft draft(Map<String, Object> members) {
        Object kind = members.get("kind");
        Shape shape = kind instanceof String name ? SHAPES.get(name) : null;
        if (shape == null) {
            throw new WrongField(
                    "kind", kind == null ? "is missing" : "must be one of " + String.join(", ", kindsInOrder()));
        }
        int known = 1;
        @Nullable Object[] values = new Object[shape.fields().size()];
        var text = new StringBuilder(384)
                .append("{\"kind\":\"")
                .append(shape.kind())
                .append('"');
        for (int i = 0; i < values.length; i++) {
            EventField field = shape.fields().get(i);
            Object raw = members.get(field.name());
            known += raw != null || members.containsKey(field.name()) ? 1 : 0;
            values[i] = field.value(raw);
            if (values[i] != null) {
                text.append(",\"").append(field.name()).append("\":");
                EventText.write(text, values[i]);
            }
        }
        if (known != members.size()) {
            throw new WrongField(unknownMember(shape, members), "is not a known member");
        }
        String eventId = (String) Objects.requireNonNull(values[0]);
        String customerId = (String) values[1];
        Instant at = (Instant) Objects.requireNonNull(values[2]);
        checkTime(at);
        Event event = shape.event(values);
        checkTimeZone(event);
        byte[] body = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return new Checked.Draft(shape.kind(), eventId, customerId, at, body, event);
    }

    private static List<String> kindsInOrder() {
        return kinds().stream().sorted().toList();
    }

    private static String unknownMember(Shape shape, Map<String, Object> members) {
        Set<String> known = shape.fields().stream().map(EventField::name).collect(Collectors.toSet());
        return members.keySet().stream()
                .filter(name -> !name.equals("kind") && !known.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private void checkTime(Instant at) {
        if (at.isAfter(clock.instant().plus(AHEAD))) {
            throw new WrongField("at", "lies more than 24 hours ahead");
        }
        if (at.isBefore(OLDEST)) {
            throw new WrongField("at", "lies before 1900");
        }
    }

    private static void checkTimeZone(@Nullable Event event) {
        if (event instanceof Event.ProfileChange change) {
            String zone = change.attributes().get("time_zone");
            try {
                if (zone != null) {
                    ZoneId.of(zone);
                }
            } catch (DateTimeException e) {
                throw new WrongField("attributes.time_zone", "is not a time zone, such as Europe/London");
            }
        }
    }
}
