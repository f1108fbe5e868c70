package io.nextbest.contracts;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** @param customerId whom the question is about */
@Wire
public record CustomerQuery(@NotBlank @Size(max = 100) String customerId) {}
