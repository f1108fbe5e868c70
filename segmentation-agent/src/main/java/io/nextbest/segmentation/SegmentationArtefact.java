package io.nextbest.segmentation;

import io.nextbest.models.segmentation.ClusterCount;
import io.nextbest.models.segmentation.ClusterProfile;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.Features;
import io.nextbest.models.segmentation.Recipe;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A trained model as it is stored and filed: everything needed to answer with it and to train it again. Knows no
 * framework, so that whoever trains writes the same.
 *
 * @param model "parity" or "standard"
 * @param recipe how it was trained
 * @param data what it was trained on
 * @param temperature of the confidence; null where confidence is the older service's, by distance
 * @param names one per segment, in the segments' order; different, none blank
 * @param evidence what speaks for it, and what later customers are compared with
 */
public record SegmentationArtefact(
        String model,
        Recipe recipe,
        SegmentModel segments,
        Data data,
        @Nullable Temperature temperature,
        List<String> names,
        Evidence evidence)
        implements Artefact {

    /** What stands at {@code format} in the file. */
    public static final String FORMAT = "nextbest-segmentation/2";

    /** The model that reproduces the older service's. */
    public static final String PARITY = "parity";

    /** The model on logarithms, with as many segments as the data carries. */
    public static final String STANDARD = "standard";

    /** More days, invoices or money than anybody has seen. */
    private static final long MOST = 1_000_000_000_000_000_000L;

    private static final Map<String, Features> FEATURES = Map.of(PARITY, Features.RAW, STANDARD, Features.LOG);

    /**
     * @param reference moment from which recency counted back
     * @param from first purchase that the model learned from, null if nobody knows
     * @param to last one
     */
    public record Data(
            Instant reference,
            @Nullable Instant from,
            @Nullable Instant to,
            int customers) {}

    /**
     * @param baseline how recency, frequency and monetary were spread in training; empty where nobody counted
     * @param tried every number of segments that was tried; empty where none was
     */
    public record Evidence(List<Deciles> baseline, List<ClusterCount.Tried> tried) {

        public Evidence {
            baseline = List.copyOf(baseline);
            tried = List.copyOf(tried);
            require(baseline.isEmpty() || baseline.size() == 3, "deciles of all three figures are needed, or none");
        }
    }

    public SegmentationArtefact {
        names = List.copyOf(names);
        Features features = FEATURES.get(model);
        require(features != null, "there is no model %s, only parity and standard".formatted(model));
        require(
                features == recipe.features(),
                "the model %s does not read %s features"
                        .formatted(model, recipe.features().label()));
        require(recipe.features() == segments.features(), "recipe and segments differ in features");
        require(recipe.clusters() == segments.centroids().size(), "recipe and segments differ in clusters");
        require(names.size() == recipe.clusters(), "one name per segment is needed");
        require(names.stream().noneMatch(String::isBlank), "a name is blank");
        require(new HashSet<>(names).size() == names.size(), "two segments share a name");
        require(
                temperature == null
                        || temperature.pairs().isEmpty()
                        || temperature.pairs().size() == recipe.clusters(),
                "the temperatures of pairs are not those of the segments");
        require(
                segments.profiles().stream().mapToInt(ClusterProfile::customers).sum() == data.customers(),
                "the segments' customers do not add up to " + data.customers());
        requireAnswers(segments);
    }

    /** Squared distances are convex, so that those of all customers are finite if those at the corners are. */
    private static void requireAnswers(SegmentModel segments) {
        for (int c = 0; c < segments.profiles().size(); c++) {
            require(
                    Arrays.stream(segments.center(c)).allMatch(figure -> figure <= MOST),
                    "the centroid of segment %d lies where no customer can be".formatted(c));
        }
        for (long recency : new long[] {0, MOST}) {
            for (long frequency : new long[] {1, MOST}) {
                for (long monetary : new long[] {0, MOST}) {
                    requireFinite(segments, new RfmFigures(recency, frequency, monetary));
                }
            }
        }
    }

    private static void requireFinite(SegmentModel segments, RfmFigures figures) {
        require(
                Arrays.stream(segments.point(figures)).allMatch(Double::isFinite)
                        && segments.assign(figures).squaredDistances().stream().allMatch(Double::isFinite),
                "by its means, deviations and centroids customers would be infinitely far from a segment");
    }

    /**
     * The model that sees such features, with the older service's names, "Segment 0" and on.
     *
     * @param table the customers that the segments were fitted to, or some of them by lot: whom later ones are compared
     *     with
     */
    public static SegmentationArtefact of(Recipe recipe, SegmentModel segments, Data data, RfmTable table) {
        String model = recipe.features() == Features.RAW ? PARITY : STANDARD;
        var evidence = new Evidence(StandardArtefact.deciles(table), List.of());
        return new SegmentationArtefact(model, recipe, segments, data, null, numbered(recipe.clusters()), evidence);
    }

    /** What was learned of a table, as far as the table itself knows. */
    public static Data data(RfmTable table, @Nullable Instant from, @Nullable Instant to) {
        return new Data(table.reference(), from, to, table.rows().size());
    }

    @Override
    public List<ClusterProfile> profiles() {
        return segments.profiles();
    }

    @Override
    public String text() {
        return ArtefactText.write(this);
    }

    static List<String> numbered(int clusters) {
        return IntStream.range(0, clusters).mapToObj(c -> "Segment " + c).toList();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
