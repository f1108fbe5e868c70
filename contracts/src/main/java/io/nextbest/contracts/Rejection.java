package io.nextbest.contracts;

/**
 * A candidate that was considered and not taken.
 *
 * @param candidate id of the reward, content or slot
 * @param by the rule or policy that turned it down
 * @param reason why, in one sentence
 */
@Wire
public record Rejection(String candidate, String by, String reason) {}
