/** Rules about the whole: what may use what, how the code reads, what the documents promise, the stack as processes. */
@NullMarked
package io.nextbest.systemtests;

import org.jspecify.annotations.NullMarked;
