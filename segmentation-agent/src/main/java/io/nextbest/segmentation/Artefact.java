package io.nextbest.segmentation;

import io.nextbest.models.segmentation.ClusterProfile;
import java.util.List;

/** A trained model as it is stored and filed. Knows no framework, so that whoever trains writes the same. */
public sealed interface Artefact permits SegmentationArtefact, ValueArtefact {

    /** "standard", "parity" or "value". */
    String model();

    /** What it was trained on. */
    SegmentationArtefact.Data data();

    /** One per segment, in the segments' order; different, none blank. */
    List<String> names();

    /** Recency, frequency and money of the customers of each segment. */
    List<ClusterProfile> profiles();

    /** Everything in one JSON object. */
    String text();

    /**
     * Reads an artefact of any model and checks everything in it.
     *
     * @throws IllegalArgumentException if the text is none; the message says what is wrong with it
     */
    static Artefact read(String text) {
        return ValueArtefactText.claimed(text) ? ValueArtefactText.read(text) : ArtefactText.read(text);
    }
}
