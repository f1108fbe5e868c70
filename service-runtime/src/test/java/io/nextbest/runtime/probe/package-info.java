/** A smallest agent, to try the common process on. */
@Configuration
@Requires(property = "nextbest.service", value = "probe")
@NullMarked
package io.nextbest.runtime.probe;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
