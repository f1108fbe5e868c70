package io.nextbest.systemtests.planted.segmentation;

import io.nextbest.contracts.Wire;

@Wire
public record PrimitiveOnTheWire(double confidence) {}
