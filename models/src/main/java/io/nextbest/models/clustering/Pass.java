package io.nextbest.models.clustering;

/**
 * One reading of a stretch of points: which centre is nearest to each, and what the points of each centre add up to.
 * Centres lie one after the other in one array, and so do the sums: per centre one number per column, then the count.
 */
interface Pass {

    /** Points read at a time; their nearest centres stay in the processor's first cache. */
    int BLOCK = 1024;

    /**
     * Adds every point of the stretch to the sums of its nearest centre; the lower number wins at equal distance.
     *
     * @param sums clusters x (columns + 1), added to
     */
    void add(double[][] columns, Stretch stretch, double[] centers, double[] sums);

    /** Sum of the squared distances of the stretch's points to their nearest centres. */
    double inertia(double[][] columns, Stretch stretch, double[] centers);

    /** @param to one past the last point */
    record Stretch(int from, int to) {}

    /** With the processor's vector instructions where the JVM was started with them, else without. */
    static Pass fastest() {
        return Fastest.PASS;
    }

    /** Looks once for the module, which the JVM has only with {@code --add-modules jdk.incubator.vector}. */
    final class Fastest {
        private static final Pass PASS = find();

        private Fastest() {}

        private static Pass find() {
            boolean has = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
            return has ? new VectorPass() : new PlainPass();
        }
    }
}
