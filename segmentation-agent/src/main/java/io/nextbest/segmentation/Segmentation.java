package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.Reason;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.SegmentAssignment;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says which segment a customer, or figures given by hand, belong to, and why. */
@Singleton
class Segmentation {

    private static final String UNIT = "squared standard deviations";

    private final SegmentationStore store;
    private final ActiveSegments segments;
    private final SegmentationConfiguration configuration;

    Segmentation(SegmentationStore store, ActiveSegments segments, SegmentationConfiguration configuration) {
        this.store = store;
        this.segments = segments;
        this.configuration = configuration;
    }

    Segmented assign(String customerId) {
        var trained = segments.trained();
        RfmFigures figures = figures(customerId, trained);
        Membership membership = trained.model().assign(figures);
        return new Segmented(
                customerId,
                membership.cluster(),
                name(membership.cluster()),
                membership.confidence(),
                trained.label(),
                new Rfm(Math.toIntExact(figures.recency()), Math.toIntExact(figures.frequency()), figures.monetary()),
                reasons(figures, membership));
    }

    private static List<Reason> reasons(RfmFigures figures, Membership membership) {
        String than =
                ", nearer to %s than to %s".formatted(name(membership.cluster()), name(membership.secondCluster()));
        List<Double> contributions = membership.contributions();
        return List.of(
                new Reason("recency of %d days%s".formatted(figures.recency(), than), contributions.get(0), UNIT),
                new Reason(
                        "frequency of %d invoices%s".formatted(figures.frequency(), than), contributions.get(1), UNIT),
                new Reason("monetary of %.2f%s".formatted(figures.monetary(), than), contributions.get(2), UNIT));
    }

    List<SegmentProfile> profiles() {
        List<ClusterProfile> profiles = segments.trained().model().profiles();
        return IntStream.range(0, profiles.size())
                .mapToObj(c -> {
                    ClusterProfile one = profiles.get(c);
                    return new SegmentProfile(
                            c, name(c), one.customers(), one.share(), one.revenueShare(), one.stats());
                })
                .toList();
    }

    /** The older service's answer for a customer. */
    SegmentAssignment describe(String customerId) {
        var trained = segments.trained();
        return describe(figures(customerId, trained), "database", trained);
    }

    /** The older service's answer for figures given by the caller. */
    SegmentAssignment describe(Rfm rfm) {
        return describe(new RfmFigures(rfm.recency(), rfm.frequency(), rfm.monetary()), null, segments.trained());
    }

    private static SegmentAssignment describe(
            RfmFigures figures, @Nullable String dataSource, ActiveSegments.Trained trained) {
        Membership membership = trained.model().assign(figures);
        int cluster = membership.cluster();
        return new SegmentAssignment(
                cluster,
                name(cluster),
                trained.model().profiles().get(cluster).stats(),
                membership.confidence(),
                membership.distance(),
                dataSource,
                trained.label());
    }

    /** As training would see the customer: a day after the last purchase of all, or as of training if that is later. */
    private RfmFigures figures(String customerId, ActiveSegments.Trained trained) {
        var found = store.findPurchases(customerId)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.CUSTOMER_UNKNOWN,
                        "No purchase of this customer is on record; send figures to /segment/manual instead."));
        Instant now = RfmTable.dayAfter(found.newestAt(), configuration.timeZone());
        Instant reference = now.isAfter(trained.reference()) ? now : trained.reference();
        return found.purchases().figures(reference, configuration.timeZone());
    }

    private static String name(int cluster) {
        return "Segment " + cluster;
    }
}
