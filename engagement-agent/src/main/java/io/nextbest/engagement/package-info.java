/** What is this customer likely to do next: engage, buy, leave? */
@Configuration
@Requires(property = "nextbest.service", value = "engagement")
@NullMarked
package io.nextbest.engagement;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
