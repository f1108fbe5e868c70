/** The operator's command: starts Nextbest, fills it, asks it, and says what is wrong with it. */
@NullMarked
package io.nextbest.cli;

import org.jspecify.annotations.NullMarked;
