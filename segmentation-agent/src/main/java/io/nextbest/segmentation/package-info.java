/** Who is this customer like? */
@Configuration
@Requires(property = "nextbest.service", value = "segmentation")
@NullMarked
package io.nextbest.segmentation;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
