package io.nextbest.segmentation;

import io.micrometer.core.instrument.MeterRegistry;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.ShadowReport;
import io.nextbest.segmentation.Trained.Customer;
import jakarta.inject.Singleton;
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
    private final Customers customers;
    private final SegmentationConfiguration configuration;
    private final MeterRegistry meters;

    ShadowSegments(
            ActiveSegments segments,
            Customers customers,
            SegmentationConfiguration configuration,
            MeterRegistry meters) {
        this.segments = segments;
        this.customers = customers;
        this.configuration = configuration;
        this.meters = meters;
    }

    /** Counts whether the shadow would have said the same; whatever goes wrong here stays here. */
    void score(Customer customer, Trained active, int segment) {
        String model = active.artefact().model();
        try {
            segments.findShadow(model).ifPresent(shadow -> {
                String other = shadow.name(shadow.assign(customer).segment());
                boolean agrees = other.equals(active.name(segment));
                meters.counter("nextbest.segmentation.shadow", "model", model, "agrees", String.valueOf(agrees))
                        .increment();
            });
        } catch (RuntimeException e) {
            LOG.debug("the shadow of {} could not be scored", model, e);
        }
    }

    private record Pair(int active, int shadow) {}

    ShadowReport report(@Nullable String model) {
        Trained active = segments.trained(model, configuration.model());
        Trained shadow = segments.findShadow(active.artefact().model())
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.VERSION_UNKNOWN,
                        "No version of %s is a shadow now."
                                .formatted(active.artefact().model())));
        List<Customer> everybody = customers.list(active, customers.referenceNow(active));
        Map<Pair, Integer> pairs = new HashMap<>();
        double activeConfidence = 0;
        double shadowConfidence = 0;
        for (Customer one : everybody) {
            Trained.Assigned ours = active.assign(one);
            Trained.Assigned theirs = shadow.assign(one);
            activeConfidence += ours.confidence();
            shadowConfidence += theirs.confidence();
            pairs.merge(new Pair(ours.segment(), theirs.segment()), 1, Integer::sum);
        }
        int same = pairs.entrySet().stream()
                .filter(pair -> active.name(pair.getKey().active())
                        .equals(shadow.name(pair.getKey().shadow())))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int all = Math.max(1, everybody.size());
        return new ShadowReport(
                active.label(),
                shadow.label(),
                everybody.size(),
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
