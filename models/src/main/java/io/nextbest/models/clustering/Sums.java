package io.nextbest.models.clustering;

/** What one iteration asks of a table, whatever lies behind it. */
interface Sums {

    /** Per centre one number per column, then the count of its points. */
    double[] sums(double[] centers);

    /** Sum of the squared distances of all points to their nearest centres. */
    double inertia(double[] centers);
}
