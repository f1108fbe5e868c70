package io.nextbest.segmentation;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Members of a JSON object, asked for by name and type. Whatever is not there or is of another type is refused with an
 * {@link IllegalArgumentException} that says where.
 *
 * @param path where the object stands in its document, "profiles[2]."; empty for the document itself
 */
record ArtefactMembers(String path, Map<String, @Nullable Object> members) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a whole document, which must be an object. */
    static ArtefactMembers of(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Object read = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows after the end of the object");
            }
            return object("", "the file", read);
        } catch (UnexpectedEndOfInputException _) { // what the parser says means nothing to an operator
            throw new IllegalArgumentException("the file is cut off after %,d characters".formatted(text.length()));
        } catch (StreamConstraintsException _) {
            throw new IllegalArgumentException("the file nests too deep, or holds a text or number too long");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the file is not JSON at line %d, column %d"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalArgumentException("the file is empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    String text(String name) {
        return as(String.class, name, members.get(name), "a text");
    }

    Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw wrong(name, "must be a time, 2011-12-10T12:50:00Z");
        }
    }

    double number(String name) {
        return number(name, members.get(name));
    }

    int whole(String name) {
        long whole = large(name);
        if (whole != (int) whole) {
            throw wrong(name, "is too large");
        }
        return (int) whole;
    }

    long large(String name) {
        Object value = members.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw wrong(name, "must be a whole number");
    }

    List<String> texts(String name) {
        return elements(name).stream()
                .map(element -> as(String.class, name, element, "a list of texts"))
                .toList();
    }

    /** So many numbers, each finite. */
    double[] numbers(String name, int length) {
        double[] numbers = elements(name).stream()
                .mapToDouble(element -> number(name, element))
                .toArray();
        return ofLength(name, numbers, length);
    }

    double[] numbers(String name) {
        return numbers(name, elements(name).size());
    }

    /** Rows of so many numbers each. */
    double[][] rows(String name, int length) {
        List<?> rows = elements(name);
        double[][] numbers = new double[rows.size()][];
        for (int i = 0; i < numbers.length; i++) {
            String row = name + "[" + i + "]";
            numbers[i] = ofLength(
                    row,
                    as(List.class, row, rows.get(i), "a list").stream()
                            .mapToDouble(element -> number(row, element))
                            .toArray(),
                    length);
        }
        return numbers;
    }

    ArtefactMembers object(String name) {
        return object(path + name + ".", path + name, members.get(name));
    }

    List<ArtefactMembers> objects(String name) {
        List<?> elements = elements(name);
        List<ArtefactMembers> objects = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            String at = path + name + "[" + i + "]";
            objects.add(object(at + ".", at, elements.get(i)));
        }
        return objects;
    }

    IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException(path + name + ": " + what);
    }

    private List<?> elements(String name) {
        return as(List.class, name, members.get(name), "a list");
    }

    private double[] ofLength(String name, double[] numbers, int length) {
        if (numbers.length != length) {
            throw wrong(name, "must have %d numbers, has %d".formatted(length, numbers.length));
        }
        return numbers;
    }

    private double number(String name, @Nullable Object value) {
        double number = as(Number.class, name, value, "a number").doubleValue();
        if (!Double.isFinite(number)) {
            throw wrong(name, "must be finite");
        }
        return number;
    }

    private <T> T as(Class<T> type, String name, @Nullable Object value, String what) {
        if (value == null) {
            throw wrong(name, "is missing");
        }
        if (!type.isInstance(value)) {
            throw wrong(name, "must be " + what);
        }
        return type.cast(value);
    }

    @SuppressWarnings("unchecked")
    private static ArtefactMembers object(String path, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new ArtefactMembers(path, (Map<String, @Nullable Object>) map);
        }
        throw new IllegalArgumentException(name + ": must be an object");
    }
}
