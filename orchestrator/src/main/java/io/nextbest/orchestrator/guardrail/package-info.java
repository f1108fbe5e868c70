/** What may never happen to a customer, whatever a model thinks of it. */
@NullMarked
package io.nextbest.orchestrator.guardrail;

import org.jspecify.annotations.NullMarked;
