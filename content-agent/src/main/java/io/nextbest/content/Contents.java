package io.nextbest.content;

import io.micronaut.json.JsonMapper;
import io.nextbest.content.ContentStore.Response;
import io.nextbest.content.ContentTraining.Prior;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.content.Content;
import io.nextbest.contracts.content.ContentChoice;
import io.nextbest.contracts.content.ContentRequest;
import io.nextbest.contracts.content.Retrieval;
import io.nextbest.models.bandit.Choice;
import io.nextbest.models.bandit.ThompsonSampling;
import io.nextbest.models.bandit.ThompsonSampling.Arm;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to say among the contents that fit the channels and the reward. The probability that a customer answers
 * a content has a Beta posterior, and the content is drawn by Thompson sampling.
 */
@Singleton
final class Contents {

    /** The agents are asked with the same seed; each makes a sequence of its own of it. */
    private static final long SALT = 0x636F6E74656E74L;

    private static final String UNIT = "probability";

    private final ContentCatalogue catalogue;
    private final ContentStore store;
    private final ActiveModel<Active> model;

    Contents(ContentCatalogue catalogue, ContentStore store, ModelVersions versions, JsonMapper json) {
        this.catalogue = catalogue;
        this.store = store;
        this.model = ActiveModel.of(
                versions,
                ContentTraining.MODEL,
                stored -> new Active(stored.version().label(), ContentTraining.prior(json, stored.artifact())));
    }

    private record Active(String label, Prior prior) {}

    private record Candidate(Variant variant, Response seen, Arm arm) {}

    List<Content> catalogue() {
        return catalogue.variants().stream().map(Variant::content).toList();
    }

    Retrieval retrieve(Retrieval.Query query) {
        String channel = query.preferredChannel();
        if (channel != null) {
            requireChannel(channel, "preferredChannel");
        }
        List<Retrieval.Item> items = catalogue().stream()
                .filter(content -> channel == null || content.channel().equals(channel))
                .map(content -> new Retrieval.Item(
                        content.contentId(), content.subject(), content.body(), content.body(), content.channel()))
                .toList();
        return new Retrieval(query.segment(), items, items.size());
    }

    ContentChoice choose(ContentRequest request) {
        request.channels().forEach(channel -> requireChannel(channel, "channels"));
        if (request.rewardId() != null && request.rewardType() == null) {
            throw new ServiceException(ErrorCode.INPUT_INVALID, "reward_type is missing; it must come with reward_id.");
        }
        String rewardType = request.rewardId() == null ? null : request.rewardType();
        Active active = model.find()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.MODEL_NOT_TRAINED, "The content agent is not trained; POST /v1/agent/train first."));

        var rejected = new ArrayList<Rejection>();
        List<Candidate> candidates = candidates(Set.copyOf(request.channels()), rewardType, active.prior(), rejected);
        if (candidates.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID,
                    "channels: no content of %s fits a reward of type %s; offer another channel or add a content."
                            .formatted(request.channels(), rewardType));
        }
        Choice choice = new ThompsonSampling(
                        candidates.stream().map(Candidate::arm).toList())
                .choose(new SplittableRandom(request.seed() ^ SALT));
        Candidate chosen = candidates.get(choice.arm());
        for (int i = 0; i < candidates.size(); i++) {
            if (i != choice.arm()) {
                rejected.add(new Rejection(
                        candidates.get(i).variant().contentId(),
                        "policy",
                        String.format(
                                Locale.ROOT,
                                "had probability %.4f, %s was drawn",
                                choice.probabilities().get(i),
                                chosen.variant().contentId())));
            }
        }
        List<Reason> reasons = reasons(chosen, active.prior());
        return new ContentChoice(
                chosen.variant().content(),
                choice.propensity(),
                active.label(),
                reasons.stream().mapToDouble(Reason::contribution).reduce(0, Double::sum),
                reasons,
                rejected);
    }

    private List<Candidate> candidates(
            Set<String> channels, @Nullable String rewardType, Prior prior, List<Rejection> rejected) {
        Map<String, Response> responses = store.responses();
        var candidates = new ArrayList<Candidate>();
        for (Variant variant : catalogue.variants()) {
            Optional<String> refusal = variant.refusal(channels, rewardType);
            if (refusal.isPresent()) {
                rejected.add(new Rejection(variant.contentId(), "eligibility", refusal.get()));
            } else {
                Response seen = responses.getOrDefault(variant.contentId(), new Response(variant.contentId(), 0, 0));
                Arm arm = Arm.of(
                        1,
                        prior.strength() * prior.rate() + seen.responses(),
                        prior.strength() * (1 - prior.rate()) + seen.trials() - seen.responses());
                candidates.add(new Candidate(variant, seen, arm));
            }
        }
        return candidates;
    }

    private static void requireChannel(String channel, String field) {
        if (!ContentCatalogue.CHANNELS.contains(channel)) {
            throw new ServiceException(
                    ErrorCode.INPUT_INVALID, "%s: must be among %s.".formatted(field, ContentCatalogue.CHANNELS));
        }
    }

    private static List<Reason> reasons(Candidate chosen, Prior prior) {
        return List.of(
                new Reason("how often customers answer any content", prior.rate(), UNIT),
                new Reason(
                        "answers to %s on record: %d of %d"
                                .formatted(
                                        chosen.variant().contentId(),
                                        chosen.seen().responses(),
                                        chosen.seen().trials()),
                        chosen.arm().mean() - prior.rate(),
                        UNIT));
    }
}
