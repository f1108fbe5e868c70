package io.nextbest.timing;

import io.micronaut.json.JsonMapper;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Judgement;
import io.nextbest.contracts.ServiceException;
import io.nextbest.models.timing.SlotRates;
import io.nextbest.runtime.ModelVersions.Fitted;
import io.nextbest.runtime.ModelVersions.Stored;
import io.nextbest.runtime.Training;
import io.nextbest.timing.TimingStore.Hours;
import io.nextbest.timing.TimingStore.Span;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns the population's hours and how far a customer's own hours may be trusted. Judged on the last fifth of all
 * activity: how much better a customer's pooled hours from before foretell it than the population's.
 */
@Singleton
class TimingTraining implements Training {

    private static final String GAIN = "log_likelihood_gain_per_later_event";

    private final TimingStore store;
    private final JsonMapper json;

    TimingTraining(TimingStore store, JsonMapper json) {
        this.store = store;
        this.json = json;
    }

    @Override
    public List<Fitted> fit() {
        Span span = store.span();
        Instant cut = span.cut();
        if (cut == null) {
            throw new ServiceException(
                    ErrorCode.DATA_INSUFFICIENT,
                    "No purchase or interaction of a customer is on record; import some before training.");
        }
        List<Hours> customers = store.listHours(cut);
        SlotRates rates =
                SlotRates.fit(customers.stream().map(TimingTraining::whole).toList());

        var metrics = new TreeMap<String, Double>();
        metrics.put("customers", (double) customers.size());
        metrics.put("pooling", rates.pooling());
        measure(customers, metrics);
        return List.of(new Fitted(
                Timing.MODEL,
                span.from(),
                span.to(),
                0, // nothing random in this fit
                Map.of("cut", cut.toString()),
                metrics,
                text(Timing.Artifact.of(rates))));
    }

    /** Over the later activity of customers who had some before: of others there is nothing of their own to know. */
    private static void measure(List<Hours> customers, TreeMap<String, Double> metrics) {
        SlotRates before = SlotRates.fit(customers.stream().map(Hours::earlier).toList());
        double gain = 0;
        long events = 0;
        for (Hours hours : customers) {
            if (Arrays.stream(hours.earlier()).sum() > 0) {
                gain += before.logLikelihoodGain(hours.earlier(), hours.later());
                events += Arrays.stream(hours.later()).sum();
            }
        }
        metrics.put("later_events", (double) events);
        if (events > 0) {
            metrics.put(GAIN, gain / events);
        }
    }

    private static int[] whole(Hours hours) {
        int[] whole = hours.earlier().clone();
        for (int h = 0; h < whole.length; h++) {
            whole[h] += hours.later()[h];
        }
        return whole;
    }

    /** Refused if customers' own hours foretell later ones worse than everybody's do, and worse than before. */
    @Override
    public Judgement judge(Fitted fitted, @Nullable Stored before) {
        Double gain = fitted.metrics().get(GAIN);
        if (gain == null) {
            return Training.super.judge(fitted, before);
        }
        Double earlier = before == null ? null : before.version().metrics().get(GAIN);
        String figures = String.format(
                Locale.ROOT,
                "log-likelihood gain over everybody's hours %.4f per later event%s",
                gain,
                earlier == null ? "" : String.format(Locale.ROOT, ", of the version before %.4f", earlier));
        boolean accepted = gain >= 0 || (earlier != null && gain >= earlier);
        return accepted ? Judgement.accept(figures) : Judgement.refuse(figures);
    }

    @Override
    public void check(String model, String artifact) {
        SlotRates ignored = Timing.rates(json, artifact);
    }

    private String text(Timing.Artifact artifact) {
        try {
            return json.writeValueAsString(artifact);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
