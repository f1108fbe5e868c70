/** What is the one thing to do now? */
@NullMarked
package io.nextbest.contracts.decision;

import org.jspecify.annotations.NullMarked;
