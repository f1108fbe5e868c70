package io.nextbest.cli;

import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes what a command prints with {@code --json}. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.createDefault();

    private Json() {}

    static String write(Map<String, ?> members) {
        try {
            return new String(MAPPER.writeValueAsBytes(members), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
