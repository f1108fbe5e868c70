/** What is worth giving, if anything? */
@Configuration
@Requires(property = "nextbest.service", value = "reward")
@NullMarked
package io.nextbest.reward;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
