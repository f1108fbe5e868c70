package io.nextbest.cli;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes what a command prints with {@code --json}, and reads what services answer. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.createDefault();

    private Json() {}

    /** A member that an answer of this version always has. */
    static JsonNode member(JsonNode answer, String name) {
        JsonNode found = answer.get(name);
        if (found == null) {
            throw new CommandFailure(
                    "The answer has no %s: service and command are of different versions.".formatted(name));
        }
        return found;
    }

    static String write(Map<String, ?> members) {
        try {
            return new String(MAPPER.writeValueAsBytes(members), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
