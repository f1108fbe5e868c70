/** Who is this customer like? */
@NullMarked
package io.nextbest.contracts.segmentation;

import org.jspecify.annotations.NullMarked;
