package io.nextbest.content;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import io.nextbest.runtime.CatalogueFile;
import java.util.List;
import java.util.Set;

/** The contents there are, read once at start. A wrong entry stops the start and is named, with its field. */
@Context
final class ContentCatalogue {

    static final List<String> CHANNELS = List.of("email", "push", "sms");

    private final List<Variant> variants;

    ContentCatalogue(ContentConfiguration configuration, JsonMapper json, Validator validator) {
        variants = new CatalogueFile<>("content", Variant.class, json, validator)
                .read(configuration.catalogue(), Variant::contentId, Set.of());
        for (String channel : CHANNELS) {
            requireOneDefault(channel, CatalogueFile.place(configuration.catalogue()));
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
}
