/** What the segments of customers are worth: do they tell what their customers will do next? */
@NullMarked
package io.nextbest.lab.segmentation;

import org.jspecify.annotations.NullMarked;
