package io.nextbest.segmentation;

import io.nextbest.contracts.Wire;
import io.nextbest.models.segmentation.Centroids;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.Scaling;
import io.nextbest.models.segmentation.SegmentModel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A trained model as it is stored: everything needed to answer with it and to train it again.
 *
 * @param reference moment from which recency counted back
 * @param means of recency, frequency, monetary, in this order everywhere
 * @param deviations population standard deviations of the same
 * @param centroids one row per cluster, the biggest first, in standard deviations
 */
@Wire
record SegmentationArtefact(
        Integer clusters,
        Long seed,
        Integer starts,
        Double inertia,
        Instant reference,
        List<Double> means,
        List<Double> deviations,
        List<List<Double>> centroids,
        List<Profile> profiles) {

    @Wire
    record Profile(Integer customers, Double share, Double revenueShare, Map<String, Double> stats) {}

    static SegmentationArtefact of(SegmentModel model, RfmTable table, SegmentationConfiguration configuration) {
        return new SegmentationArtefact(
                configuration.clusters(),
                configuration.seed(),
                configuration.starts(),
                model.inertia(),
                table.reference(),
                list(model.scaling().means()),
                list(model.scaling().deviations()),
                Arrays.stream(model.centroids().centers())
                        .map(SegmentationArtefact::list)
                        .toList(),
                model.profiles().stream()
                        .map(one -> new Profile(one.customers(), one.share(), one.revenueShare(), one.stats()))
                        .toList());
    }

    SegmentModel toModel() {
        return new SegmentModel(
                Features.RAW,
                new Scaling(array(means), array(deviations)),
                new Centroids(
                        centroids.stream().map(SegmentationArtefact::array).toArray(double[][]::new)),
                profiles.stream()
                        .map(one -> new ClusterProfile(one.customers(), one.share(), one.revenueShare(), one.stats()))
                        .toList(),
                inertia);
    }

    private static List<Double> list(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
