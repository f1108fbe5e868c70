package io.nextbest.contracts;

/**
 * One line of an explanation. The contributions of a list of reasons sum to the number that the list explains.
 *
 * @param factor what it is, in words a marketer reads
 * @param contribution how much it adds, negative where it takes away
 * @param unit unit of the contribution, "GBP" or "log-odds"
 */
@Wire
public record Reason(String factor, Double contribution, String unit) {}
