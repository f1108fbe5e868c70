/** What is worth giving, if anything? */
@NullMarked
package io.nextbest.contracts.reward;

import org.jspecify.annotations.NullMarked;
