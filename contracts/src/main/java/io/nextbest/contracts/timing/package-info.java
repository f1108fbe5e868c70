/** When, and not before when? */
@NullMarked
package io.nextbest.contracts.timing;

import org.jspecify.annotations.NullMarked;
