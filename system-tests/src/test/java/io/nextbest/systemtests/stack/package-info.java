/** The services as real processes and as containers, started, asked, killed and started again. */
@NullMarked
package io.nextbest.systemtests.stack;

import org.jspecify.annotations.NullMarked;
