package io.nextbest.segmentation;

import io.nextbest.contracts.CustomerQuery;
import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.ClusterChoice;
import io.nextbest.contracts.segmentation.CustomerSegments;
import io.nextbest.contracts.segmentation.SegmentAssignment;
import io.nextbest.contracts.segmentation.SegmentName;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.SegmentRename;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.runtime.EventReader;
import io.nextbest.segmentation.Trained.Customer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says which segment a customer, or figures given by hand, belong to, and why. */
@Singleton
class Segmentation {

    private static final String ON_RECORD = "database";

    private final EventReader reader;
    private final Customers customers;
    private final ActiveSegments segments;
    private final ShadowSegments shadow;
    private final SegmentationConfiguration configuration;

    Segmentation(
            EventReader reader,
            Customers customers,
            ActiveSegments segments,
            ShadowSegments shadow,
            SegmentationConfiguration configuration) {
        this.reader = reader;
        this.customers = customers;
        this.segments = segments;
        this.shadow = shadow;
        this.configuration = configuration;
    }

    /** The version that answers: of the model that the caller names, or the setting's. */
    Trained trained(@Nullable String model) {
        return segments.trained(model, configuration.model());
    }

    Segmented assign(CustomerQuery query, @Nullable String model) {
        requireStorable(query.customerId());
        Trained trained = trained(model);
        reader.refresh(query.logPosition());
        Customer customer = customer(query.customerId(), trained);
        Segmented answer = trained.explain(customer);
        shadow.score(customer, trained, answer.segmentId());
        return answer;
    }

    List<SegmentProfile> profiles(@Nullable String model) {
        return trained(model).profiles();
    }

    /** The model that a request names in its address or in its body. */
    static @Nullable String either(@Nullable String query, @Nullable String body) {
        if (query != null && body != null && !query.equals(body)) {
            throw invalid("model: is another one in the address than in the body; name one.");
        }
        return query == null ? body : query;
    }

    List<SegmentName> names(@Nullable String model) {
        return segments.names(trained(model));
    }

    /** Names a segment of the version that answers; the profiles under their new names. */
    List<SegmentProfile> rename(SegmentRename rename, @Nullable String model) {
        return segments.betweenTrainings(() -> {
            int segment = rename.segmentId();
            Trained trained = trained(model);
            String name = checked(rename, trained.label(), trained.names());
            segments.rename(trained, segment, name);
            return trained.named(Map.of(segment, name)).profiles();
        });
    }

    /** The new name, if it can be. */
    private static String checked(SegmentRename rename, String label, List<String> names) {
        int segment = rename.segmentId();
        if (segment >= names.size()) {
            throw invalid("segment_id: %s has the segments 0 to %d.".formatted(label, names.size() - 1));
        }
        String name;
        try {
            name = GivenName.checked(rename.name());
        } catch (IllegalArgumentException e) {
            throw invalid("name: %s.".formatted(e.getMessage()));
        }
        for (int other = 0; other < names.size(); other++) {
            if (other != segment && GivenName.folded(names.get(other)).equals(GivenName.folded(name))) {
                throw invalid("name: segment %d is called %s already.".formatted(other, names.get(other)));
            }
        }
        return name;
    }

    /** Of parity and value the setting gives the number. */
    ClusterChoice choice(@Nullable String model) {
        Trained trained = trained(model);
        var tried = switch (trained.artefact()) {
            case SegmentationArtefact learned -> learned.evidence().tried();
            case ValueArtefact bands -> List.<ClusterCount.Tried>of();
        };
        return new ClusterChoice(
                trained.label(),
                trained.names().size(),
                tried.stream()
                        .noneMatch(one -> one.clusters() == trained.names().size()
                                && !one.verdict().startsWith(StandardSegments.FIXED)),
                segments.findTriedAsOf(trained).orElse(null),
                tried.stream()
                        .map(one -> new ClusterChoice.Tried(
                                one.clusters(),
                                one.stability(),
                                one.smallestShare(),
                                one.value(),
                                one.standardError(),
                                one.silhouette(),
                                one.verdict()))
                        .toList());
    }

    /** The older paths' model never stands in for another: its users know its segments by their numbers. */
    private Trained older(@Nullable String model) {
        String named = model == null ? configuration.olderModel() : model;
        return segments.trained(named, named);
    }

    /** The older service's answer for a customer. */
    SegmentAssignment describe(String customerId, @Nullable String model) {
        requireStorable(customerId);
        Trained trained = older(model);
        reader.refresh(null);
        return describe(customer(customerId, trained), ON_RECORD, trained);
    }

    /** The older service's answer for figures given by the caller. */
    SegmentAssignment describe(RfmFigures figures, @Nullable String model) {
        Trained trained = older(model);
        if (trained.readsDays()) {
            throw invalid("model: " + TrainedBands.NEEDS_DAYS + ".");
        }
        return describe(new Customer("", figures, null), null, trained);
    }

    private static SegmentAssignment describe(Customer customer, @Nullable String dataSource, Trained trained) {
        Trained.Assigned assigned = trained.assign(customer);
        int segment = assigned.segment();
        return new SegmentAssignment(
                segment,
                trained.name(segment),
                trained.artefact().profiles().get(segment).stats(),
                assigned.confidence(),
                assigned.distance(),
                dataSource,
                trained.artefact().model(),
                trained.version());
    }

    /** The older service's answer for the first so many customers on record. */
    CustomerSegments describeFirst(int count, @Nullable String model) {
        Trained trained = older(model);
        List<Customer> listed = customers.listFirst(count, trained, customers.referenceNow(trained));
        Map<Integer, List<Object>> members = new TreeMap<>();
        for (Customer one : listed) {
            members.computeIfAbsent(trained.assign(one).segment(), segment -> new ArrayList<>())
                    .add(number(one.id()));
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

    /** As training would see him: a day after the last purchase of all, or as of training if that is later. */
    private Customer customer(String id, Trained trained) {
        return customers
                .find(id, trained)
                .orElseThrow(() ->
                        new ServiceException(ErrorCode.CUSTOMER_UNKNOWN, "This customer has no purchase on record."));
    }

    /** The database knows no NUL, not even to look for. */
    private static void requireStorable(String customerId) {
        if (!BatchRow.isStorable(customerId)) {
            throw invalid("customer_id: must not hold a NUL character or half of a surrogate pair.");
        }
    }

    private static ServiceException invalid(String detail) {
        return new ServiceException(ErrorCode.INPUT_INVALID, detail);
    }
}
