package io.nextbest.contracts;

/**
 * @param amount how much, negative for a loss
 * @param unit ISO 4217 code of the currency, "GBP"
 */
@Wire
public record Money(Double amount, String unit) {}
