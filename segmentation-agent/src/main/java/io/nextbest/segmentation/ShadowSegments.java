package io.nextbest.segmentation;

import io.micrometer.core.instrument.MeterRegistry;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.ShadowReport;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.RfmFigures;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scores the shadow version beside the one that answers, and never lets it into an answer. */
@Singleton
class ShadowSegments {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowSegments.class);

    private final ActiveSegments segments;
    private final SegmentationStore store;
    private final SegmentationConfiguration configuration;
    private final MeterRegistry meters;

    ShadowSegments(
            ActiveSegments segments,
            SegmentationStore store,
            SegmentationConfiguration configuration,
            MeterRegistry meters) {
        this.segments = segments;
        this.store = store;
        this.configuration = configuration;
        this.meters = meters;
    }

    /** Counts whether the shadow would have said the same; whatever goes wrong here stays here. */
    void score(RfmFigures figures, TrainedSegments active, Membership answered) {
        String model = active.artefact().model();
        try {
            segments.findShadow(model).ifPresent(shadow -> {
                String other = shadow.name(shadow.segments().assign(figures).cluster());
                boolean agrees = other.equals(active.name(answered.cluster()));
                meters.counter("nextbest.segmentation.shadow", "model", model, "agrees", String.valueOf(agrees))
                        .increment();
            });
        } catch (RuntimeException e) {
            LOG.debug("the shadow of {} could not be scored", model, e);
        }
    }

    private record Pair(int active, int shadow) {}

    ShadowReport report(@Nullable String model) {
        TrainedSegments active = segments.trained(model, configuration.model());
        TrainedSegments shadow = segments.findShadow(active.artefact().model())
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.VERSION_UNKNOWN,
                        "No version of %s is a shadow now."
                                .formatted(active.artefact().model())));
        List<Purchases> customers = store.listPurchases();
        Instant reference = store.findExtent()
                .map(extent -> active.referenceAt(extent.newestAt(), configuration.timeZone()))
                .orElse(active.reference());
        Map<Pair, Integer> pairs = new HashMap<>();
        double activeConfidence = 0;
        double shadowConfidence = 0;
        for (Purchases one : customers) {
            RfmFigures figures = one.figures(reference, configuration.timeZone());
            Membership ours = active.segments().assign(figures);
            Membership theirs = shadow.segments().assign(figures);
            activeConfidence += active.confidence(ours);
            shadowConfidence += shadow.confidence(theirs);
            pairs.merge(new Pair(ours.cluster(), theirs.cluster()), 1, Integer::sum);
        }
        int same = pairs.entrySet().stream()
                .filter(pair -> active.name(pair.getKey().active())
                        .equals(shadow.name(pair.getKey().shadow())))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int all = Math.max(1, customers.size());
        return new ShadowReport(
                active.label(),
                shadow.label(),
                customers.size(),
                same,
                (double) same / all,
                activeConfidence / all,
                shadowConfidence / all,
                pairs.entrySet().stream()
                        .sorted(Map.Entry.<Pair, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(pair -> pair.getKey().active())
                                .thenComparing(pair -> pair.getKey().shadow()))
                        .map(pair -> new ShadowReport.Pair(
                                active.name(pair.getKey().active()),
                                shadow.name(pair.getKey().shadow()),
                                pair.getValue()))
                        .toList());
    }
}
