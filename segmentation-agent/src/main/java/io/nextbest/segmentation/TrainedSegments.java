package io.nextbest.segmentation;

import io.nextbest.models.segmentation.Membership;
import io.nextbest.models.segmentation.RfmTable;
import io.nextbest.models.segmentation.SegmentModel;
import io.nextbest.models.segmentation.Temperature;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One version of a model, ready to answer.
 *
 * @param version its number in the registry
 * @param names of its segments, as the operator left them
 */
record TrainedSegments(SegmentationArtefact artefact, int version, List<String> names) {

    SegmentModel segments() {
        return artefact.segments();
    }

    /** "standard@3". */
    String label() {
        return artefact.model() + "@" + version;
    }

    /** Moment from which recency counted back in training. */
    Instant reference() {
        return artefact.data().reference();
    }

    /** The same under these names, by segment. */
    TrainedSegments named(Map<Integer, String> given) {
        List<String> named = new ArrayList<>(names);
        given.forEach(named::set);
        return new TrainedSegments(artefact, version, List.copyOf(named));
    }

    /** As training would see it today: a day after the last purchase of all, or as of training if that is later. */
    Instant referenceAt(Instant newestAt, ZoneId zone) {
        Instant now = RfmTable.dayAfter(newestAt, zone);
        return now.isAfter(reference()) ? now : reference();
    }

    String name(int segment) {
        return names.get(segment);
    }

    /** In [0, 1]: by temperature where the model has one, else the older service's, by distance. */
    double confidence(Membership membership) {
        Temperature temperature = artefact.temperature();
        return temperature == null ? membership.confidence() : temperature.confidence(membership);
    }

    /** How sure the model would be of the second-best segment; with a temperature all segments' sum to 1. */
    double secondConfidence(Membership membership) {
        Temperature temperature = artefact.temperature();
        int second = membership.secondCluster();
        if (temperature == null) {
            return Math.max(0, 1 - Math.sqrt(membership.squaredDistances().get(second)) / 5);
        }
        return temperature.confidence(membership, second);
    }
}
