/** The older systems' paths, verbatim. */
@NullMarked
package io.nextbest.orchestrator.compatibility;

import org.jspecify.annotations.NullMarked;
