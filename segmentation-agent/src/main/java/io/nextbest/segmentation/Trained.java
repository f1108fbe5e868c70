package io.nextbest.segmentation;

import io.nextbest.contracts.segmentation.SegmentProfile;
import io.nextbest.contracts.segmentation.Segmented;
import io.nextbest.models.segmentation.Deciles;
import io.nextbest.models.segmentation.RfmFigures;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.value.History;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One version of a model, ready to say which segment a customer on record is in at a moment. */
sealed interface Trained permits TrainedSegments, TrainedBands {

    /** What the version learned, as it is stored. */
    Artefact artefact();

    /** Its number in the registry. */
    int version();

    /** Of its segments, as the operator left them. */
    List<String> names();

    /** The same under these names, by segment. */
    Trained named(Map<Integer, String> given);

    /** Whether it judges customers by the days on which they bought, and not by recency, frequency and money. */
    boolean readsDays();

    /** The segment of a customer who was read as {@link #readsDays} says. */
    Assigned assign(Customer customer);

    /** The same with reasons, for a customer of whom everything was read. */
    Segmented explain(Customer customer);

    /** Its segments under their names. */
    List<SegmentProfile> profiles();

    /** By what later customers are compared with those of the training. */
    List<Figure> figures();

    /** How these figures were spread in training, in their order; empty where nobody counted. */
    List<Deciles> baseline();

    /** A customer at a moment; of what a version does not judge by, nothing may have been read. */
    record Customer(
            String id,
            @Nullable RfmFigures figures,
            @Nullable History history) {}

    /** @param distance to the segment's centre, in standard deviations; null where segments have none */
    record Assigned(
            int segment, double confidence, @Nullable Double distance, int second) {}

    /** @param ages whether it changes by itself while a closed group of customers ages */
    record Figure(String name, boolean ages, ToDoubleFunction<Customer> of) {

        double[] of(List<Customer> customers) {
            return customers.stream().mapToDouble(of).toArray();
        }
    }

    /** "standard@3". */
    default String label() {
        return artefact().model() + "@" + version();
    }

    default String name(int segment) {
        return names().get(segment);
    }

    /** Moment from which recency counted back in training. */
    default Instant reference() {
        return artefact().data().reference();
    }

    /** As training would see it today: a day after the last purchase of all, or as of training if that is later. */
    default Instant referenceAt(Instant newestAt, ZoneId zone) {
        Instant now = RfmTable.dayAfter(newestAt, zone);
        return now.isAfter(reference()) ? now : reference();
    }

    static List<String> renamed(List<String> names, Map<Integer, String> given) {
        List<String> named = new ArrayList<>(names);
        given.forEach(named::set);
        return List.copyOf(named);
    }
}
