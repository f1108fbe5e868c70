package io.nextbest.contracts.segmentation;

import io.nextbest.contracts.Wire;

/**
 * What a segment is called.
 *
 * @param segmentId its number, from 0
 * @param byOperator whether an operator gave a segment of this model that name, for this version or one before it
 */
@Wire
public record SegmentName(Integer segmentId, String segmentName, Boolean byOperator) {}
