/** Faults planted to see the rules of the architecture fail. */
@NullMarked
package io.nextbest.systemtests.planted.cli;

import org.jspecify.annotations.NullMarked;
