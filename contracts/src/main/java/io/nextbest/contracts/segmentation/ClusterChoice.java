package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the number of segments of a version came about.
 *
 * @param model the version, "standard@3"
 * @param clusters the number it has
 * @param fixed whether the operator's setting said so
 * @param judgedAt moment as of which the customers were judged, so long before the last purchase that their later spend
 *     is known: the figures differ from the version's own metrics; null where they are of the training's customers
 *     or nobody noted it
 * @param tried every number that was tried, also where the operator fixed it; empty of parity and value
 */
@Wire
public record ClusterChoice(
        String model,
        Integer clusters,
        Boolean fixed,
        @Nullable Instant judgedAt,
        List<Tried> tried) {

    public ClusterChoice {
        tried = List.copyOf(tried);
    }

    /**
     * @param stability mean agreement of bootstrap refits (adjusted Rand index), at most 1
     * @param smallestShare of the customers, in the smallest segment
     * @param value share of the variance of log(1 + later spend) that the segments explain; null without a later window
     * @param standardError of the value, or of the silhouette where there is no value
     * @param silhouette in [-1, 1]
     * @param verdict why it was chosen, kept from the version before, or lost
     */
    @Wire
    public record Tried(
            Integer clusters,
            Double stability,
            Double smallestShare,
            @Nullable Double value,
            @Nullable Double standardError,
            Double silhouette,
            String verdict) {}
}
