/** What is this customer likely to do next? */
@NullMarked
package io.nextbest.contracts.engagement;

import org.jspecify.annotations.NullMarked;
