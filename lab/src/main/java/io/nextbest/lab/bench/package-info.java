/** Speed, memory and growth of the whole, measured on real processes and written to {@code docs/results/}. */
@NullMarked
package io.nextbest.lab.bench;

import org.jspecify.annotations.NullMarked;
