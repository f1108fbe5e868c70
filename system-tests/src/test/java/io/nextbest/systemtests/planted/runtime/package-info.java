/** Faults planted to see the rules of the architecture fail. */
@NullMarked
package io.nextbest.systemtests.planted.runtime;

import org.jspecify.annotations.NullMarked;
