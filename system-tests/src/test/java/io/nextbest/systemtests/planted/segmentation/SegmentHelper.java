package io.nextbest.systemtests.planted.segmentation;

public record SegmentHelper(String name) {}
