package io.nextbest.segmentation;

import io.micrometer.core.instrument.MeterRegistry;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.ShadowReport;
import io.nextbest.models.segmentation.Matching;
import io.nextbest.models.segmentation.SegmentNames;
import io.nextbest.models.value.BandProfile;
import io.nextbest.segmentation.Trained.Customer;
import jakarta.inject.Singleton;
import java.util.Arrays;
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
                boolean agrees = twins(active, shadow)[segment]
                        == shadow.assign(customer).segment();
                meters.counter("nextbest.segmentation.shadow", "model", model, "agrees", String.valueOf(agrees))
                        .increment();
            });
        } catch (RuntimeException e) {
            LOG.debug("the shadow of {} could not be scored", model, e);
        }
    }

    private record Pair(int active, int shadow) {}

    /**
     * By segment of the active version that of the shadow which is the same one, or {@link Matching#NONE} where it has
     * fewer. Names do not say: an operator gives them to one version. Segments are the same by their centres, as a
     * refit keeps numbers, bands by their mean scores.
     */
    private static int[] twins(Trained active, Trained shadow) {
        return switch (active) {
            case TrainedSegments ours -> SegmentNames.pair(ours.segments(), ((TrainedSegments) shadow).segments());
            case TrainedBands ours ->
                Matching.of(squaredDistances(scores(ours), scores((TrainedBands) shadow))); // keeps the order of bands
        };
    }

    private static double[] scores(TrainedBands trained) {
        return trained.artefact().bands().profiles().stream()
                .mapToDouble(BandProfile::score)
                .toArray();
    }

    private static double[][] squaredDistances(double[] from, double[] to) {
        return Arrays.stream(from)
                .mapToObj(one -> Arrays.stream(to)
                        .map(other -> (one - other) * (one - other))
                        .toArray())
                .toArray(double[][]::new);
    }

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
        int[] twins = twins(active, shadow);
        int same = pairs.entrySet().stream()
                .filter(pair -> twins[pair.getKey().active()] == pair.getKey().shadow())
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
