package io.nextbest.systemtests.planted.models;

/** Breaks nothing; there to be used. */
public record Plane(double height) {}
