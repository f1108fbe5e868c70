package io.nextbest.systemtests.planted.content;

public record Content(String id) {}
