package io.nextbest.systemtests.planted.cli;

public record Command(String name) {}
