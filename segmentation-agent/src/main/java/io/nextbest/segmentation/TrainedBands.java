package io.nextbest.segmentation;

import io.nextbest.models.segmentation.RfmTable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One version of the value bands, ready to answer.
 *
 * @param version its number in the registry
 * @param names of the bands, as the operator left them
 */
record TrainedBands(ValueArtefact artefact, int version, List<String> names) {

    /** "value@3". */
    String label() {
        return ValueArtefact.VALUE + "@" + version;
    }

    String name(int band) {
        return names.get(band);
    }

    /** The same under these names, by band. */
    TrainedBands named(Map<Integer, String> given) {
        List<String> named = new ArrayList<>(names);
        given.forEach(named::set);
        return new TrainedBands(artefact, version, List.copyOf(named));
    }

    /** As training would see it today: a day after the last purchase of all, or as of training if that is later. */
    Instant referenceAt(Instant newestAt, ZoneId zone) {
        Instant now = RfmTable.dayAfter(newestAt, zone);
        Instant then = artefact.data().reference();
        return now.isAfter(then) ? now : then;
    }
}
