package io.nextbest.engagement;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ServiceException;
import io.nextbest.engagement.EngagementModel.BaseRate;
import io.nextbest.engagement.EngagementModel.RecencyFrequency;
import io.nextbest.engagement.EngagementStore.History;
import io.nextbest.engagement.EngagementStore.Span;
import io.nextbest.models.prediction.Logistic;
import io.nextbest.models.prediction.ProbabilityFigures;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.Stored;
import io.nextbest.runtime.Training;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Learns from what happened next: each customer as he stood 90 days before the last purchase on record, and whether he
 * bought in those 90 days. Judged on a fifth of the customers that the judged fit has not seen; the fit that answers is
 * then made on all.
 */
@Singleton
class EngagementTraining implements Training {

    private static final int LEAST_PER_OUTCOME = 5;
    private static final int FOLDS = 5;
    private static final Duration HORIZON = Duration.ofDays(Engagement.HORIZON_DAYS);

    private final EngagementStore store;
    private final EngagementConfiguration configuration;
    private final JsonMapper json;
    private final Clock clock;

    EngagementTraining(EngagementStore store, EngagementConfiguration configuration, JsonMapper json, Clock clock) {
        this.store = store;
        this.configuration = configuration;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public List<Fitted> fit() {
        Span span = store.span();
        Instant end = span.to();
        List<History> histories = end == null ? List.of() : store.listHistories(end.minus(HORIZON), end);
        long bought = histories.stream().filter(History::bought).count();
        boolean carriesRegression = histories.size() >= configuration.leastCustomers()
                && bought >= LEAST_PER_OUTCOME
                && histories.size() - bought >= LEAST_PER_OUTCOME;
        return List.of(carriesRegression ? regression(span, histories) : baseRate(span));
    }

    private Fitted regression(Span span, List<History> histories) {
        List<History> fitted = new ArrayList<>();
        List<History> heldOut = new ArrayList<>();
        split(histories, fitted, heldOut);
        Logistic judged = fit(fitted);
        ProbabilityFigures figures = ProbabilityFigures.of(
                heldOut.stream()
                        .mapToDouble(
                                history -> judged.predict(features(history)).value())
                        .toArray(),
                outcomes(heldOut));
        double share = (double) fitted.stream().filter(History::bought).count() / fitted.size();
        double[] constant = new double[heldOut.size()];
        Arrays.fill(constant, share);
        return new Fitted(
                RecencyFrequency.NAME,
                span.from(),
                span.to(),
                configuration.seed(),
                parameters(),
                Map.of(
                        "auc", figures.auc(),
                        "brier", figures.brier(),
                        "brier_of_the_share",
                                ProbabilityFigures.of(constant, outcomes(heldOut))
                                        .brier(),
                        "held_out_rows", (double) figures.rows(),
                        "rows", (double) histories.size()),
                text(new RecencyFrequency(fit(histories)).artifact()));
    }

    private Fitted baseRate(Span span) {
        var activity = store.activitySince(clock.instant().minus(HORIZON));
        if (activity.known() == 0) {
            throw new ServiceException(
                    ErrorCode.DATA_INSUFFICIENT,
                    "No customer is on record; import purchases or customers before training.");
        }
        return new Fitted(
                BaseRate.NAME,
                span.from(),
                span.to(),
                configuration.seed(),
                parameters(),
                Map.of("active", (double) activity.active(), "rows", (double) activity.known()),
                text(new BaseRate(activity.active(), activity.known())));
    }

    /** A fifth of those who bought and a fifth of those who did not, so that both outcomes are in both parts. */
    private void split(List<History> histories, List<History> fitted, List<History> heldOut) {
        Random random = Random.from(new SplittableRandom(configuration.seed()));
        for (boolean outcome : new boolean[] {true, false}) {
            List<History> same = new ArrayList<>(
                    histories.stream().filter(h -> h.bought() == outcome).toList());
            Collections.shuffle(same, random);
            int held = same.size() / FOLDS;
            heldOut.addAll(same.subList(0, held));
            fitted.addAll(same.subList(held, same.size()));
        }
    }

    private Logistic fit(List<History> histories) {
        double[][] features =
                histories.stream().map(EngagementTraining::features).toArray(double[][]::new);
        return Logistic.fit(features, outcomes(histories), configuration.ridge());
    }

    private static double[] features(History history) {
        return RecencyFrequency.features(history.recencyDays(), history.purchases());
    }

    private static boolean[] outcomes(List<History> histories) {
        boolean[] outcomes = new boolean[histories.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = histories.get(i).bought();
        }
        return outcomes;
    }

    private Map<String, String> parameters() {
        return Map.of(
                "horizon_days",
                Integer.toString(Engagement.HORIZON_DAYS),
                "least_customers",
                Integer.toString(configuration.leastCustomers()),
                "ridge",
                Double.toString(configuration.ridge()));
    }

    /** Refused if it foretells held-out customers worse than the same share for everybody, and worse than before. */
    @Override
    public Judgement judge(Fitted fitted, @Nullable Stored before) {
        Double skill = skill(fitted.metrics());
        if (skill == null) {
            return Training.super.judge(fitted, before);
        }
        Double earlier = before == null ? null : skill(before.version().metrics());
        String figures = String.format(
                Locale.ROOT,
                "Brier score on held-out customers %.4f, of the share alone %.4f%s",
                fitted.metrics().get("brier"),
                fitted.metrics().get("brier_of_the_share"),
                earlier == null ? "" : String.format(Locale.ROOT, "; skill %.3f, before %.3f", skill, earlier));
        boolean accepted = skill >= 0 || (earlier != null && skill >= earlier);
        return accepted ? Judgement.accept(figures) : Judgement.refuse(figures);
    }

    /** Part of the Brier score of the share alone that the model takes away; null for a model that is the share. */
    private static @Nullable Double skill(Map<String, Double> metrics) {
        Double brier = metrics.get("brier");
        Double share = metrics.get("brier_of_the_share");
        return brier == null || share == null ? null : Double.valueOf(1 - brier / share);
    }

    @Override
    public void check(String model, String artifact) {
        EngagementModel ignored = Engagement.model(json, model, artifact);
    }

    private String text(Object artifact) {
        try {
            return json.writeValueAsString(artifact);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
