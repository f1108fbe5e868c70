/** When, and not before when? */
@Configuration
@Requires(property = "nextbest.service", value = "timing")
@NullMarked
package io.nextbest.timing;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
