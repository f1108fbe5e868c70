package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.ClusterChoice;
import io.nextbest.contracts.segmentation.CustomerSegments;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.SegmentAssignment;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentRename;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.Purchases;
import io.nextbest.models.segmentation.RfmFigures;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says which segment a customer, or figures given by hand, belong to, and why. */
@Singleton
class Segmentation {

    private static final String ON_RECORD = "database";

    private final SegmentationStore store;
    private final ActiveSegments segments;
    private final Explanation explanation;
    private final ShadowSegments shadow;
    private final ValueSegmentation value;
    private final SegmentationConfiguration configuration;

    Segmentation(
            SegmentationStore store,
            ActiveSegments segments,
            Explanation explanation,
            ShadowSegments shadow,
            ValueSegmentation value,
            SegmentationConfiguration configuration) {
        this.store = store;
        this.segments = segments;
        this.explanation = explanation;
        this.shadow = shadow;
        this.value = value;
        this.configuration = configuration;
    }

    /** The version that answers: of the model that the caller names, or the setting's. */
    TrainedSegments trained(@Nullable String model) {
        return segments.trained(model, configuration.model());
    }

    /** The same where value bands are asked elsewhere; before their first training the standard model stands in. */
    private TrainedSegments besideBands(@Nullable String model) {
        String standing = configuration.model();
        return segments.trained(model, standing.equals(ValueArtefact.VALUE) ? SegmentationArtefact.STANDARD : standing);
    }

    Segmented assign(String customerId, @Nullable String model) {
        requireStorable(customerId);
        Optional<TrainedBands> bands = value.wanted(model);
        if (bands.isPresent()) {
            return value.assign(customerId, bands.get());
        }
        TrainedSegments trained = besideBands(model);
        RfmFigures figures = figures(customerId, trained);
        Membership membership = trained.segments().assign(figures);
        shadow.score(figures, trained, membership);
        return new Segmented(
                customerId,
                membership.cluster(),
                trained.name(membership.cluster()),
                trained.confidence(membership),
                membership.distance(),
                trained.label(),
                new Rfm(Math.toIntExact(figures.recency()), Math.toIntExact(figures.frequency()), figures.monetary()),
                new Segmented.Second(
                        membership.secondCluster(),
                        trained.name(membership.secondCluster()),
                        trained.secondConfidence(membership)),
                explanation.reasons(figures, membership, trained),
                explanation.flip(figures, trained));
    }

    List<SegmentProfile> profiles(@Nullable String model) {
        return value.wanted(model).map(ValueSegmentation::profiles).orElseGet(() -> profiles(besideBands(model)));
    }

    private static List<SegmentProfile> profiles(TrainedSegments trained) {
        List<ClusterProfile> profiles = trained.segments().profiles();
        return IntStream.range(0, profiles.size())
                .mapToObj(c -> {
                    ClusterProfile one = profiles.get(c);
                    return new SegmentProfile(
                            c, trained.name(c), one.customers(), one.share(), one.revenueShare(), one.stats());
                })
                .toList();
    }

    /** Names a segment of the version that answers; the profiles under their new names. */
    List<SegmentProfile> rename(SegmentRename rename) {
        int segment = rename.segmentId();
        Optional<TrainedBands> bands = value.wanted(rename.model());
        if (bands.isPresent()) {
            String name = checked(rename, bands.get().label(), bands.get().names());
            return value.rename(bands.get(), segment, name);
        }
        TrainedSegments trained = besideBands(rename.model());
        String name = checked(rename, trained.label(), trained.names());
        segments.rename(trained, segment, name);
        return profiles(trained.named(Map.of(segment, name)));
    }

    /** The new name, if it can be. */
    private static String checked(SegmentRename rename, String label, List<String> names) {
        int segment = rename.segmentId();
        String name = rename.name().strip();
        if (segment >= names.size()) {
            throw invalid("segment_id: %s has the segments 0 to %d.".formatted(label, names.size() - 1));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("name: must not hold control characters.");
        }
        int holder = names.indexOf(name);
        if (holder >= 0 && holder != segment) {
            throw invalid("name: segment %d is called %s already.".formatted(holder, name));
        }
        return name;
    }

    ClusterChoice choice(@Nullable String model) {
        TrainedSegments trained = trained(model);
        var tried = trained.artefact().evidence().tried().stream()
                .map(one -> new ClusterChoice.Tried(
                        one.clusters(),
                        one.stability(),
                        one.smallestShare(),
                        one.value(),
                        one.standardError(),
                        one.silhouette(),
                        one.verdict()))
                .toList();
        return new ClusterChoice(trained.label(), trained.names().size(), tried.isEmpty(), tried);
    }

    /** The older service's answer for a customer. */
    SegmentAssignment describe(String customerId, @Nullable String model) {
        requireStorable(customerId);
        TrainedSegments trained = segments.trained(model, configuration.olderModel());
        return describe(figures(customerId, trained), ON_RECORD, trained);
    }

    /** The older service's answer for figures given by the caller. */
    SegmentAssignment describe(RfmFigures figures, @Nullable String model) {
        return describe(figures, null, segments.trained(model, configuration.olderModel()));
    }

    private static SegmentAssignment describe(
            RfmFigures figures, @Nullable String dataSource, TrainedSegments trained) {
        Membership membership = trained.segments().assign(figures);
        int cluster = membership.cluster();
        return new SegmentAssignment(
                cluster,
                trained.name(cluster),
                trained.segments().profiles().get(cluster).stats(),
                trained.confidence(membership),
                membership.distance(),
                dataSource,
                trained.artefact().model(),
                trained.version());
    }

    /** The older service's answer for the first so many customers on record. */
    CustomerSegments describeFirst(int customers, @Nullable String model) {
        TrainedSegments trained = segments.trained(model, configuration.olderModel());
        List<Purchases> listed = store.listFirst(customers);
        Instant reference = store.findExtent()
                .map(extent -> trained.referenceAt(extent.newestAt(), configuration.timeZone()))
                .orElse(trained.reference());
        Map<Integer, List<Object>> members = new TreeMap<>();
        for (Purchases one : listed) {
            RfmFigures figures = one.figures(reference, configuration.timeZone());
            members.computeIfAbsent(trained.segments().assign(figures).cluster(), segment -> new ArrayList<>())
                    .add(number(one.customer()));
        }
        return new CustomerSegments(
                members.entrySet().stream()
                        .map(segment -> new CustomerSegments.Members(
                                segment.getKey(), trained.name(segment.getKey()), segment.getValue()))
                        .toList(),
                ON_RECORD,
                listed.size(),
                trained.artefact().model(),
                trained.version());
    }

    private static Object number(String customer) {
        boolean whole = customer.matches("0|[1-9][0-9]{0,14}");
        return whole ? (Object) Long.valueOf(customer) : customer;
    }

    /** As training would see the customer: a day after the last purchase of all, or as of training if that is later. */
    private RfmFigures figures(String customerId, TrainedSegments trained) {
        var found = store.findPurchases(customerId)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.CUSTOMER_UNKNOWN,
                        "No purchase of this customer is on record; send figures to /segment/manual instead."));
        Instant reference = trained.referenceAt(found.newestAt(), configuration.timeZone());
        return found.purchases().figures(reference, configuration.timeZone());
    }

    /** The database knows no NUL, not even to look for. */
    private static void requireStorable(String customerId) {
        if (customerId.indexOf('\0') >= 0) {
            throw invalid("customer_id: must not hold a NUL character.");
        }
    }

    private static ServiceException invalid(String detail) {
        return new ServiceException(ErrorCode.INPUT_INVALID, detail);
    }
}
