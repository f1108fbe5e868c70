package io.nextbest.segmentation;

import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Segments around centres, by recency, frequency and money. */
record TrainedSegments(SegmentationArtefact artefact, int version, List<String> names) implements Trained {

    private static final List<Figure> FIGURES = List.of(
            new Figure("recency", true, customer -> rfm(customer).recency()),
            new Figure("frequency", false, customer -> rfm(customer).frequency()),
            new Figure("monetary", false, customer -> rfm(customer).monetary()));

    SegmentModel segments() {
        return artefact.segments();
    }

    @Override
    public TrainedSegments named(Map<Integer, String> given) {
        return new TrainedSegments(artefact, version, Trained.renamed(names, given));
    }

    @Override
    public boolean readsDays() {
        return false;
    }

    private static RfmFigures rfm(Customer customer) {
        return Objects.requireNonNull(customer.figures());
    }

    @Override
    public Assigned assign(Customer customer) {
        Membership membership = segments().assign(rfm(customer));
        return new Assigned(
                membership.cluster(), confidence(membership), membership.distance(), membership.secondCluster());
    }

    @Override
    public Segmented explain(Customer customer) {
        RfmFigures figures = rfm(customer);
        Membership membership = segments().assign(figures);
        int second = membership.secondCluster();
        return new Segmented(
                customer.id(),
                membership.cluster(),
                name(membership.cluster()),
                confidence(membership),
                membership.distance(),
                label(),
                new Rfm(Math.toIntExact(figures.recency()), Math.toIntExact(figures.frequency()), figures.monetary()),
                new Segmented.Second(second, name(second), secondConfidence(membership)),
                Explanation.reasons(figures, membership, this),
                Explanation.flip(figures, this));
    }

    @Override
    public List<SegmentProfile> profiles() {
        List<ClusterProfile> profiles = artefact.profiles();
        return IntStream.range(0, profiles.size())
                .mapToObj(c -> {
                    ClusterProfile one = profiles.get(c);
                    return new SegmentProfile(
                            c, name(c), one.customers(), one.share(), one.revenueShare(), one.stats());
                })
                .toList();
    }

    @Override
    public List<Figure> figures() {
        return FIGURES;
    }

    @Override
    public List<Deciles> baseline() {
        return artefact.evidence().baseline();
    }

    /** In [0, 1]: by temperature where the model has one, else the older service's, by distance. */
    private double confidence(Membership membership) {
        Temperature temperature = artefact.temperature();
        return temperature == null ? membership.confidence() : temperature.confidence(membership);
    }

    /** How sure the model would be of the second-best segment; with a temperature all segments' sum to 1. */
    private double secondConfidence(Membership membership) {
        Temperature temperature = artefact.temperature();
        int second = membership.secondCluster();
        if (temperature == null) {
            return membership.confidence(second);
        }
        return temperature.confidence(membership, second);
    }
}
