/** Other people's libraries, measured beside ours. */
@NullMarked
package io.nextbest.peers;

import org.jspecify.annotations.NullMarked;
