/** Faults planted to see the rules of the architecture fail. */
@NullMarked
package io.nextbest.systemtests.planted.lab;

import org.jspecify.annotations.NullMarked;
