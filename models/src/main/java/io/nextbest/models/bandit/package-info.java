/** Choices that learn: which arm to play, and with exactly which probability it was played. */
@NullMarked
package io.nextbest.models.bandit;

import org.jspecify.annotations.NullMarked;
