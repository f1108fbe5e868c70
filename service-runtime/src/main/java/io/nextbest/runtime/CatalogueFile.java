package io.nextbest.runtime;

import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.validation.validator.Validator;
import jakarta.validation.ConstraintViolation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list that the shop keeps in a file of JSON, or else the one that ships. A wrong entry is named, with its field.
 *
 * @param <T> one entry, a record with constraints
 */
public final class CatalogueFile<T> {

    private final String noun;
    private final Class<T> type;
    private final JsonMapper json;
    private final Validator validator;

    /** @param noun what an entry is, "reward": the setting is {@code reward.catalogue}, the id {@code reward_id} */
    public CatalogueFile(String noun, Class<T> type, JsonMapper json, Validator validator) {
        this.noun = noun;
        this.type = type;
        this.json = json;
        this.validator = validator;
    }

    /**
     * Reads every entry.
     *
     * @param file null for the shipped list
     * @param id of an entry, which no other may have
     * @param taken ids that none may have
     * @throws ConfigurationException if the file or one of its entries is wrong
     */
    public List<T> read(@Nullable String file, Function<T, String> id, Set<String> taken) {
        JsonNode entries = entries(file);
        var read = new ArrayList<T>();
        var ids = new HashSet<>(taken);
        for (JsonNode node : entries.values()) {
            String where = "%s.catalogue: entry %d of %s".formatted(noun, read.size() + 1, place(file));
            T entry = entry(node, where);
            if (!ids.add(id.apply(entry))) {
                throw new ConfigurationException("%s: %s_id %s is taken".formatted(where, noun, id.apply(entry)));
            }
            read.add(entry);
        }
        return List.copyOf(read);
    }

    /** What a message calls the file. */
    public static String place(@Nullable String file) {
        return file == null ? "the shipped catalogue" : file;
    }

    private JsonNode entries(@Nullable String file) {
        JsonNode entries;
        try (InputStream stream = file == null
                ? Objects.requireNonNull(type.getResourceAsStream("/catalogue/%ss.json".formatted(noun)))
                : Files.newInputStream(Path.of(file))) {
            entries = json.readValue(stream, Argument.of(JsonNode.class));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "%s.catalogue: %s is not a JSON file that can be read".formatted(noun, place(file)), e);
        }
        if (entries == null || !entries.isArray() || entries.size() == 0) {
            throw new ConfigurationException(
                    "%s.catalogue: %s must hold a list of %ss".formatted(noun, place(file), noun));
        }
        return entries;
    }

    private T entry(JsonNode node, String where) {
        T entry;
        try {
            entry = Objects.requireNonNull(json.readValueFromTree(node, type));
        } catch (IOException | RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            throw new ConfigurationException(InputFault.of(message, e)
                    .map(fault -> "%s: %s %s".formatted(where, fault.field(), fault.detail()))
                    .orElse("%s: %s".formatted(where, message)));
        }
        for (ConstraintViolation<T> violation : validator.validate(entry)) {
            String field = violation.getPropertyPath().toString().replaceAll("([a-z])([A-Z])", "$1_$2");
            throw new ConfigurationException(
                    "%s: %s %s".formatted(where, field.toLowerCase(Locale.ROOT), violation.getMessage()));
        }
        return entry;
    }
}
