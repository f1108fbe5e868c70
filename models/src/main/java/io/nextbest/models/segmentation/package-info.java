/** Who is a customer like? Purchases to figures, figures to clusters, and why one cluster and not the next. */
@NullMarked
package io.nextbest.models.segmentation;

import org.jspecify.annotations.NullMarked;
