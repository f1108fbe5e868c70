/** What the tests of every service share: a real PostgreSQL and a real, small event log. */
@NullMarked
package io.nextbest.runtime.testing;

import org.jspecify.annotations.NullMarked;
