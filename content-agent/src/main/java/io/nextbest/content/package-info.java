/** What should we say? */
@Configuration
@Requires(property = "nextbest.service", value = "content")
@NullMarked
package io.nextbest.content;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
