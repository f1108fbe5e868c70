package io.nextbest.systemtests.planted.runtime;

import io.nextbest.systemtests.planted.models.Plane;

public record RuntimeThatUsesAModel(Plane plane) {}
