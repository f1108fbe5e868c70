/** What should we say? */
@NullMarked
package io.nextbest.contracts.content;

import org.jspecify.annotations.NullMarked;
