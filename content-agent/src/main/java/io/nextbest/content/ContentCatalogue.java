package io.nextbest.content;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.validation.validator.Validator;
import io.nextbest.runtime.InputFault;
import jakarta.validation.ConstraintViolation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** The contents there are, read once at start. A wrong entry stops the start and is named, with its field. */
@Context
final class ContentCatalogue {

    static final List<String> CHANNELS = List.of("email", "push", "sms");

    private static final String SHIPPED = "/catalogue/contents.json";

    private final List<Variant> variants;
    private final JsonMapper json;
    private final Validator validator;

    ContentCatalogue(ContentConfiguration configuration, JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
        String file = configuration.catalogue();
        String place = file == null ? "the shipped catalogue" : file;
        JsonNode entries;
        try (InputStream stream = file == null
                ? Objects.requireNonNull(ContentCatalogue.class.getResourceAsStream(SHIPPED))
                : Files.newInputStream(Path.of(file))) {
            entries = json.readValue(stream, Argument.of(JsonNode.class));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "content.catalogue: %s is not a JSON file that can be read".formatted(place), e);
        }
        if (entries == null || !entries.isArray() || entries.size() == 0) {
            throw new ConfigurationException("content.catalogue: %s must hold a list of contents".formatted(place));
        }
        var read = new ArrayList<Variant>();
        var ids = new HashSet<String>();
        for (JsonNode entry : entries.values()) {
            String where = "content.catalogue: entry %d of %s".formatted(read.size() + 1, place);
            Variant variant = variant(entry, where);
            if (!ids.add(variant.contentId())) {
                throw new ConfigurationException("%s: content_id %s is taken".formatted(where, variant.contentId()));
            }
            read.add(variant);
        }
        variants = List.copyOf(read);
        for (String channel : CHANNELS) {
            requireOneDefault(channel, place);
        }
    }

    private void requireOneDefault(String channel, String place) {
        List<Variant> defaults = variants.stream()
                .filter(variant -> variant.channel().equals(channel) && variant.isDefault())
                .toList();
        if (defaults.size() != 1 || !defaults.getFirst().rewardTypes().isEmpty()) {
            throw new ConfigurationException(
                    "content.catalogue: %s must have exactly one entry with is_default for %s, without reward_types"
                            .formatted(place, channel));
        }
    }

    List<Variant> variants() {
        return variants;
    }

    private Variant variant(JsonNode entry, String where) {
        Variant variant;
        try {
            variant = Objects.requireNonNull(json.readValueFromTree(entry, Variant.class));
        } catch (IOException | RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            throw new ConfigurationException(InputFault.of(message, e)
                    .map(fault -> "%s: %s %s".formatted(where, fault.field(), fault.detail()))
                    .orElse("%s: %s".formatted(where, message)));
        }
        for (ConstraintViolation<Variant> violation : validator.validate(variant)) {
            String field = violation.getPropertyPath().toString().replaceAll("([a-z])([A-Z])", "$1_$2");
            throw new ConfigurationException(
                    "%s: %s %s".formatted(where, field.toLowerCase(java.util.Locale.ROOT), violation.getMessage()));
        }
        return variant;
    }
}
