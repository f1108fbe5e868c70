/** What came of a decision: which one an outcome answers, and what that was worth. */
@NullMarked
package io.nextbest.orchestrator.outcome;

import org.jspecify.annotations.NullMarked;
