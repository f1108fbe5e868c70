/** What is the one thing to do now, is it allowed, and what came of it? Keeper of the event log. */
@Configuration
@Requires(property = "nextbest.service", value = "orchestrator")
@NullMarked
package io.nextbest.orchestrator;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
