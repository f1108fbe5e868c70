/** Probabilities of what a customer does next, and how good they are. */
@NullMarked
package io.nextbest.models.prediction;

import org.jspecify.annotations.NullMarked;
