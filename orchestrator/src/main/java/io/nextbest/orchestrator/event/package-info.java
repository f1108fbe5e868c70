/** The event log: appended in one order, read in that order, never changed. */
@NullMarked
package io.nextbest.orchestrator.event;

import org.jspecify.annotations.NullMarked;
