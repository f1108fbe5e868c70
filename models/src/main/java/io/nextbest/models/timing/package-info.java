/** When to reach a customer. */
@NullMarked
package io.nextbest.models.timing;

import org.jspecify.annotations.NullMarked;
