package io.nextbest.reward;

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

/** The rewards there are, read once at start. A wrong entry stops the start and is named, with its field. */
@Context
final class RewardCatalogue {

    private static final String SHIPPED = "/catalogue/rewards.json";

    private final List<Offer> offers;
    private final JsonMapper json;
    private final Validator validator;

    RewardCatalogue(RewardConfiguration configuration, JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
        String file = configuration.catalogue();
        String place = file == null ? "the shipped catalogue" : file;
        JsonNode entries;
        try (InputStream stream = file == null
                ? Objects.requireNonNull(RewardCatalogue.class.getResourceAsStream(SHIPPED))
                : Files.newInputStream(Path.of(file))) {
            entries = json.readValue(stream, Argument.of(JsonNode.class));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "reward.catalogue: %s is not a JSON file that can be read".formatted(place), e);
        }
        if (entries == null || !entries.isArray() || entries.size() == 0) {
            throw new ConfigurationException("reward.catalogue: %s must hold a list of rewards".formatted(place));
        }
        var read = new ArrayList<Offer>();
        var ids = new HashSet<String>();
        for (JsonNode entry : entries.values()) {
            String where = "reward.catalogue: entry %d of %s".formatted(read.size() + 1, place);
            Offer offer = offer(entry, where);
            if (offer.rewardId().equals(Offer.NONE) || !ids.add(offer.rewardId())) {
                throw new ConfigurationException("%s: reward_id %s is taken".formatted(where, offer.rewardId()));
            }
            read.add(offer);
        }
        offers = List.copyOf(read);
    }

    List<Offer> offers() {
        return offers;
    }

    private Offer offer(JsonNode entry, String where) {
        Offer offer;
        try {
            offer = Objects.requireNonNull(json.readValueFromTree(entry, Offer.class));
        } catch (IOException | RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            throw new ConfigurationException(InputFault.of(message, e)
                    .map(fault -> "%s: %s %s".formatted(where, fault.field(), fault.detail()))
                    .orElse("%s: %s".formatted(where, message)));
        }
        for (ConstraintViolation<Offer> violation : validator.validate(offer)) {
            String field = violation.getPropertyPath().toString().replaceAll("([a-z])([A-Z])", "$1_$2");
            throw new ConfigurationException(
                    "%s: %s %s".formatted(where, field.toLowerCase(java.util.Locale.ROOT), violation.getMessage()));
        }
        return offer;
    }
}
