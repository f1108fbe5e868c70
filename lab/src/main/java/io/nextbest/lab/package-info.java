/** Proof: each experiment measures something that we claim, and prints the figure with its interval. */
@NullMarked
package io.nextbest.lab;

import org.jspecify.annotations.NullMarked;
