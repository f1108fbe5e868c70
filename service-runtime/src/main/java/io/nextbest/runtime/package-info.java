/** What every process does alike: errors, strict JSON, settings, database, event reading, model versions. */
@NullMarked
package io.nextbest.runtime;

import org.jspecify.annotations.NullMarked;
