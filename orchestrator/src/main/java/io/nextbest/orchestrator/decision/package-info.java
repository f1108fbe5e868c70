/** The one thing to do now: asks the agents, weighs what they say, records what was decided. */
@NullMarked
package io.nextbest.orchestrator.decision;

import org.jspecify.annotations.NullMarked;
