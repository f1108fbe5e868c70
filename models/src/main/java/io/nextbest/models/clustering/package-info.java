/** k-means over large tables: exact, column by column, on all cores. */
@NullMarked
package io.nextbest.models.clustering;

import org.jspecify.annotations.NullMarked;
