package io.nextbest.reward;

import static io.nextbest.reward.Offer.NONE;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Money;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.Rejection;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.engagement.Prediction;
import io.nextbest.contracts.reward.Reward;
import io.nextbest.contracts.reward.RewardChoice;
import io.nextbest.contracts.reward.RewardRequest;
import io.nextbest.models.bandit.Choice;
import io.nextbest.models.bandit.ThompsonSampling;
import io.nextbest.models.bandit.ThompsonSampling.Arm;
import io.nextbest.reward.RewardStore.Known;
import io.nextbest.reward.RewardStore.Response;
import io.nextbest.reward.RewardTraining.Prior;
import io.nextbest.runtime.ActiveModel;
import io.nextbest.runtime.ModelVersions;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a reward, or none. A candidate is worth theta · (margin · basket - cost), with theta the probability that the
 * customer responds within a week; theta has a Beta posterior, and the candidate is drawn by Thompson sampling.
 */
@Singleton
final class Rewards {

    /** The agents are asked with the same seed; each makes a sequence of its own of it. */
    private static final long SALT = 0x726577617264L;

    private static final String BUYS = "buys_within_90_days";
    private static final double LEAST_RATE = 0.0025;

    private final RewardCatalogue catalogue;
    private final RewardStore store;
    private final RewardConfiguration configuration;
    private final Clock clock;
    private final ActiveModel<Active> model;

    Rewards(
            RewardCatalogue catalogue,
            RewardStore store,
            RewardConfiguration configuration,
            ModelVersions versions,
            JsonMapper json,
            Clock clock) {
        this.catalogue = catalogue;
        this.store = store;
        this.configuration = configuration;
        this.clock = clock;
        this.model = ActiveModel.of(
                versions,
                RewardTraining.MODEL,
                stored -> new Active(stored.version().label(), RewardTraining.prior(json, stored.artifact())));
    }

    private record Active(String label, Prior prior) {}

    /**
     * What is known when a choice is made.
     *
     * @param baseRate probability of a response within a week before any outcome is looked at, in (0, 1)
     * @param strength decisions that the base rate is worth
     * @param margin what an average order leaves to the shop
     */
    private record View(Known known, double baseRate, double strength, double margin) {}

    /**
     * A candidate that may be drawn.
     *
     * @param offer null for no reward
     */
    private record Candidate(@Nullable Offer offer, Response seen, Arm arm) {

        String id() {
            return offer == null ? NONE : offer.rewardId();
        }
    }

    List<Reward> catalogue() {
        return catalogue.offers().stream().map(Offer::reward).toList();
    }

    RewardChoice choose(RewardRequest request) {
        Active active = model.find()
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.MODEL_NOT_TRAINED,
                        "The reward agent is not trained; import purchases, then POST /v1/agent/train."));
        Known known = store.known(request.customerId(), request.segmentId());
        Prior prior = active.prior();
        var view = new View(known, baseRate(request, prior), prior.strength(), configuration.margin() * prior.basket());

        var rejected = new ArrayList<Rejection>();
        var candidates = new ArrayList<Candidate>();
        candidates.add(candidate(null, view));
        for (Offer offer : catalogue.offers()) {
            Optional<Rejection> refusal = refusal(offer, view, request);
            if (refusal.isPresent()) {
                rejected.add(refusal.get());
            } else {
                candidates.add(candidate(offer, view));
            }
        }
        Choice choice = new ThompsonSampling(
                        candidates.stream().map(Candidate::arm).toList())
                .choose(new SplittableRandom(request.seed() ^ SALT));
        Candidate chosen = candidates.get(choice.arm());
        for (int i = 0; i < candidates.size(); i++) {
            if (i != choice.arm()) {
                rejected.add(new Rejection(
                        candidates.get(i).id(),
                        "policy",
                        lost(choice.probabilities().get(i), chosen.id())));
            }
        }
        List<Reason> reasons = reasons(chosen, view);
        return new RewardChoice(
                chosen.offer() == null ? null : chosen.offer().reward(),
                choice.propensity(),
                active.label(),
                new Money(
                        reasons.stream().mapToDouble(Reason::contribution).reduce(0, Double::sum),
                        configuration.currency()),
                reasons,
                rejected);
    }

    /** The customer's own probability of buying in a week where engagement predicted one, else the population's. */
    private static double baseRate(RewardRequest request, Prior prior) {
        double rate = prior.rate7d();
        for (Prediction prediction : request.predictions()) {
            if (prediction.name().equals(BUYS)) {
                double value = prediction.value();
                if (!(value >= 0 && value <= 1)) {
                    throw new ServiceException(
                            ErrorCode.INPUT_INVALID, "predictions: the value of %s must be in [0, 1].".formatted(BUYS));
                }
                rate = 1 - Math.pow(1 - value, 7 / 90.0);
            }
        }
        return Math.clamp(rate, LEAST_RATE, 1 - LEAST_RATE);
    }

    private Optional<Rejection> refusal(Offer offer, View view, RewardRequest request) {
        Known known = view.known();
        Optional<Offer.History> history = known.purchases()
                .map(p -> new Offer.History(
                        p.purchases(),
                        Duration.between(p.lastAt(), clock.instant()).toDays()));
        Optional<String> notEligible = offer.eligibility().refusal(history, request.segmentName());
        if (notEligible.isPresent()) {
            return Optional.of(new Rejection(offer.rewardId(), "eligibility", notEligible.get()));
        }
        if (offer.stock() != null && known.redemptions().getOrDefault(offer.rewardId(), 0L) >= offer.stock()) {
            return Optional.of(
                    new Rejection(offer.rewardId(), "stock", "all %d have been redeemed".formatted(offer.stock())));
        }
        if (view.margin() - offer.cost() <= 0) {
            return Optional.of(new Rejection(
                    offer.rewardId(),
                    "policy",
                    String.format(
                            Locale.ROOT,
                            "costs more than it returns: %.2f against %.2f",
                            offer.cost(),
                            view.margin())));
        }
        return Optional.empty();
    }

    private static Candidate candidate(@Nullable Offer offer, View view) {
        String id = offer == null ? NONE : offer.rewardId();
        Response seen = view.known().responses().getOrDefault(id, new Response(id, 0, 0));
        Arm arm = Arm.of(
                view.margin() - (offer == null ? 0 : offer.cost()),
                view.strength() * view.baseRate() + seen.responses(),
                view.strength() * (1 - view.baseRate()) + seen.trials() - seen.responses());
        return new Candidate(offer, seen, arm);
    }

    private static String lost(double probability, String winner) {
        return String.format(Locale.ROOT, "had probability %.4f, %s was drawn", probability, winner);
    }

    private List<Reason> reasons(Candidate chosen, View view) {
        String unit = configuration.currency();
        double mean = chosen.arm().mean();
        var reasons = new ArrayList<Reason>();
        reasons.add(new Reason(
                String.format(
                        Locale.ROOT,
                        "margin of an average basket at the customer's base rate of %.1f %% a week",
                        100 * view.baseRate()),
                view.baseRate() * view.margin(),
                unit));
        reasons.add(new Reason(
                "responses to %s on record: %d of %d"
                        .formatted(
                                chosen.offer() == null ? "no reward" : chosen.id(),
                                chosen.seen().responses(),
                                chosen.seen().trials()),
                (mean - view.baseRate()) * view.margin(),
                unit));
        if (chosen.offer() != null) {
            reasons.add(new Reason(
                    "cost of %s when redeemed".formatted(chosen.id()),
                    -mean * chosen.offer().cost(),
                    unit));
        }
        return reasons;
    }
}
