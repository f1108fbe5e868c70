package io.nextbest.segmentation;

import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.BandProfile;
import io.nextbest.models.value.History;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Value bands, by the days on which a customer bought. */
record TrainedBands(ValueArtefact artefact, int version, List<String> names) implements Trained {

    /** What to say where somebody has figures and no days. */
    static final String NEEDS_DAYS = "value bands need the days of purchase: give the customer_id of a customer on"
            + " record, or name the model standard or parity";

    @Override
    public TrainedBands named(Map<Integer, String> given) {
        return new TrainedBands(artefact, version, Trained.renamed(names, given));
    }

    @Override
    public boolean readsDays() {
        return true;
    }

    private BandMembership membership(Customer customer) {
        return artefact.bands().assign(Objects.requireNonNull(customer.history()));
    }

    @Override
    public Assigned assign(Customer customer) {
        BandMembership membership = membership(customer);
        return new Assigned(membership.band(), membership.confidence(), null, membership.secondBand());
    }

    @Override
    public Segmented explain(Customer customer) {
        History history = Objects.requireNonNull(customer.history());
        RfmFigures figures = Objects.requireNonNull(customer.figures());
        BandMembership membership = membership(customer);
        int second = membership.secondBand();
        return new Segmented(
                customer.id(),
                membership.band(),
                name(membership.band()),
                membership.confidence(),
                null,
                label(),
                new Rfm(Math.toIntExact(figures.recency()), Math.toIntExact(figures.frequency()), figures.monetary()),
                new Segmented.Second(second, name(second), membership.secondConfidence()),
                Explanation.reasons(membership, this),
                Explanation.flip(history, this));
    }

    @Override
    public List<SegmentProfile> profiles() {
        return IntStream.range(0, names.size()).mapToObj(this::profile).toList();
    }

    private SegmentProfile profile(int band) {
        ClusterProfile seen = artefact.profiles().get(band);
        BandProfile expected = artefact.bands().profiles().get(band);
        Map<String, Double> stats = new LinkedHashMap<>(seen.stats());
        stats.put("Probability_mean", expected.probability());
        stats.put("Purchases_mean", expected.purchases());
        stats.put("Basket_mean", expected.basket());
        stats.put("Spend_mean", expected.spend());
        stats.put("Spend_share", expected.spendShare());
        stats.put("Score_mean", expected.score());
        return new SegmentProfile(band, name(band), seen.customers(), seen.share(), seen.revenueShare(), stats);
    }

    /** Silence grows by itself, and the score falls with it. */
    @Override
    public List<Figure> figures() {
        List<String> names = ValueArtefact.FIGURES;
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Figure(
                        names.get(i),
                        ValueArtefact.AGEING.contains(names.get(i)),
                        customer ->
                                ValueArtefact.figure(i, artefact.bands(), Objects.requireNonNull(customer.history()))))
                .toList();
    }

    @Override
    public List<Deciles> baseline() {
        return artefact.evidence().baseline();
    }
}
