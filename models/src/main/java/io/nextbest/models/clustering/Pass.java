package io.nextbest.models.clustering;

/**
 * Reads stretches of points: which centre is nearest to each, and what the points of each centre add up to. Centres lie
 * one after the other in one array, and so do the sums: per centre one number per column, then the count. Keeps what
 * it works with from one stretch to the next, so each thread needs its own.
 */
interface Pass {

    /**
     * Adds every point of the stretches to the sums of its nearest centre; the lower number wins at equal distance.
     *
     * @param sums clusters x (columns + 1), added to
     */
    void add(Stretches stretches, double[] centers, double[] sums);

    /** Sum of the squared distances of the stretches' points to their nearest centres. */
    double inertia(Stretches stretches, double[] centers);

    /** Whether so many centres cost hardly more than two. */
    default boolean takesAtOnce(int clusters) {
        return false;
    }

    /** Makes a pass over these columns for one thread. */
    interface Maker {
        Pass over(double[][] columns);
    }

    /** Below so many points the vector instructions end before the JVM has compiled them. */
    int FEW = 20_000;

    /** With the processor's vector instructions where the JVM was started with them and the points are many. */
    static Maker fastest(Points points) {
        return points.size() < FEW ? PlainPass::new : Fastest.MAKER;
    }

    /** Looks once for the module, which the JVM has only with {@code --add-modules jdk.incubator.vector}. */
    final class Fastest {
        private static final Maker MAKER = find();

        private Fastest() {}

        private static Maker find() {
            boolean has = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
            return has ? VectorPass::new : PlainPass::new;
        }
    }
}
