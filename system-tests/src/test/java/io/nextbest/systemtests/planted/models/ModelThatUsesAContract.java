package io.nextbest.systemtests.planted.models;

import io.nextbest.contracts.Money;

public record ModelThatUsesAContract(Money money) {}
