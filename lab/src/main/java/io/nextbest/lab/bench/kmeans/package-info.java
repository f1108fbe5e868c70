/** k-means at four sizes, ours beside other people's, each in a process of its own. */
@NullMarked
package io.nextbest.lab.bench.kmeans;

import org.jspecify.annotations.NullMarked;
