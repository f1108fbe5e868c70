package io.nextbest.reward;

import io.micronaut.context.annotation.Context;
import io.micronaut.json.JsonMapper;
import io.micronaut.validation.validator.Validator;
import io.nextbest.runtime.CatalogueFile;
import java.util.List;
import java.util.Set;

/** The rewards there are, read once at start. A wrong entry stops the start and is named, with its field. */
@Context
final class RewardCatalogue {

    private final List<Offer> offers;

    RewardCatalogue(RewardConfiguration configuration, JsonMapper json, Validator validator) {
        offers = new CatalogueFile<>("reward", Offer.class, json, validator)
                .read(configuration.catalogue(), Offer::rewardId, Set.of(Offer.NONE));
    }

    List<Offer> offers() {
        return offers;
    }
}
