/** The segmentation agent's training on Apache Spark, for customer tables that outgrow one machine. */
@NullMarked
package io.nextbest.spark;

import org.jspecify.annotations.NullMarked;
