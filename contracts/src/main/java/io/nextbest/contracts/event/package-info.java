/** The event log: facts in, facts out. */
@NullMarked
package io.nextbest.contracts.event;

import org.jspecify.annotations.NullMarked;
