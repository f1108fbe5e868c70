package io.nextbest.systemtests.planted.nullable;

public record PackageWithoutNullMarked(String name) {}
