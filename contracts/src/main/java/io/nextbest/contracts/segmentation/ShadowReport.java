package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;
import java.util.List;

/**
 * Two versions on the same customers, as of now. A segment of the one is that of the other whose centre lies nearest,
 * each paired with at most one so that all distances are least in sum (of value bands: of their mean scores); what
 * operators call them does not count.
 *
 * @param active the version that answers, "standard@3"
 * @param shadow the one beside it
 * @param customers on record
 * @param same how many get the same segment from both
 * @param agreement their share
 * @param activeConfidence mean over all customers
 * @param shadowConfidence the same
 * @param pairs which segment of the one is which of the other, the biggest group first
 */
@Wire
public record ShadowReport(
        String active,
        String shadow,
        Integer customers,
        Integer same,
        Double agreement,
        Double activeConfidence,
        Double shadowConfidence,
        List<Pair> pairs) {

    public ShadowReport {
        pairs = List.copyOf(pairs);
    }

    /** Names of the segments in both versions, and how many customers are in both. */
    @Wire
    public record Pair(String active, String shadow, Integer customers) {}
}
