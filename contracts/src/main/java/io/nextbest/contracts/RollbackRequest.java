package io.nextbest.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Which model goes back to the version that was active before.
 *
 * @param model its name; null for every model that the last activation changed
 */
@Wire
public record RollbackRequest(@Nullable String model) {}
