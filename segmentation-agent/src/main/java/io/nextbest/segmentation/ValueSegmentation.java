package io.nextbest.segmentation;

import io.nextbest.contracts.ErrorCode;
import io.nextbest.contracts.ServiceException;
import io.nextbest.contracts.segmentation.Rfm;
import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.value.BandMembership;
import io.nextbest.models.value.BandProfile;
import io.nextbest.models.value.History;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says which value band a customer belongs to, and why, from the days on which he bought. */
@Singleton
class ValueSegmentation {

    private final SegmentationStore store;
    private final SpendStore spend;
    private final ActiveBands active;
    private final SegmentationConfiguration configuration;

    ValueSegmentation(
            SegmentationStore store, SpendStore spend, ActiveBands active, SegmentationConfiguration configuration) {
        this.store = store;
        this.spend = spend;
        this.active = active;
        this.configuration = configuration;
    }

    /**
     * The bands that are to answer; empty where another model is, or where nobody asked for bands by name and there are
     * none yet.
     *
     * @param model null for the setting's
     * @throws ServiceException MODEL_NOT_TRAINED where bands are asked for by name and there are none
     */
    Optional<TrainedBands> wanted(@Nullable String model) {
        if (!ValueArtefact.VALUE.equals(model == null ? configuration.model() : model)) {
            return Optional.empty();
        }
        Optional<TrainedBands> found = active.find();
        if (found.isEmpty() && model != null) {
            throw new ServiceException(
                    ErrorCode.MODEL_NOT_TRAINED,
                    "No value bands are trained yet: import purchases, then POST /v1/agent/train; where the customers"
                            + " cannot carry them, the standard version's parameter value_bands says why.");
        }
        return found;
    }

    Segmented assign(String customerId, TrainedBands bands) {
        var found = store.findPurchases(customerId)
                .orElseThrow(() ->
                        new ServiceException(ErrorCode.CUSTOMER_UNKNOWN, "No purchase of this customer is on record."));
        Instant reference = bands.referenceAt(found.newestAt(), configuration.timeZone());
        RfmFigures figures = found.purchases().figures(reference, configuration.timeZone());
        History history = history(customerId, reference);
        BandMembership membership = bands.artefact().bands().assign(history);
        return new Segmented(
                customerId,
                membership.band(),
                bands.name(membership.band()),
                membership.confidence(),
                null,
                bands.label(),
                new Rfm(Math.toIntExact(figures.recency()), Math.toIntExact(figures.frequency()), figures.monetary()),
                new Segmented.Second(
                        membership.secondBand(), bands.name(membership.secondBand()), membership.secondConfidence()),
                BandExplanation.reasons(membership, bands),
                BandExplanation.flip(history, bands));
    }

    /** A purchase that came in since the reference was looked up makes its own day the reference. */
    private History history(String customerId, Instant reference) {
        SortedMap<LocalDate, Double> days = spend.sumByDay(customerId);
        LocalDate day = reference.atZone(configuration.timeZone()).toLocalDate();
        LocalDate last = days.lastKey();
        return History.of(customerId, days, last.isAfter(day) ? last : day);
    }

    static List<SegmentProfile> profiles(TrainedBands bands) {
        return IntStream.range(0, bands.names().size())
                .mapToObj(band -> profile(bands, band))
                .toList();
    }

    private static SegmentProfile profile(TrainedBands bands, int band) {
        ClusterProfile seen = bands.artefact().profiles().get(band);
        BandProfile expected = bands.artefact().bands().profiles().get(band);
        Map<String, Double> stats = new LinkedHashMap<>(seen.stats());
        stats.put("Probability_mean", expected.probability());
        stats.put("Purchases_mean", expected.purchases());
        stats.put("Basket_mean", expected.basket());
        stats.put("Spend_mean", expected.spend());
        stats.put("Spend_share", expected.spendShare());
        stats.put("Score_mean", expected.score());
        return new SegmentProfile(band, bands.name(band), seen.customers(), seen.share(), seen.revenueShare(), stats);
    }

    List<SegmentProfile> rename(TrainedBands bands, int band, String name) {
        active.rename(bands, band, name);
        return profiles(bands.named(Map.of(band, name)));
    }
}
