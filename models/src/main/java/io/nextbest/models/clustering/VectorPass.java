package io.nextbest.models.clustering;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight points at a time on a processor with 512-bit vectors, for any number of columns and centres. Works through a
 * block twice: first the nearest centre of each point, centre by centre, then each centre's sums. Up to five centres
 * of three columns have a loop of their own.
 */
final class VectorPass implements Pass {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final DoubleVector ONE = DoubleVector.broadcast(SPECIES, 1);

    private static final int BLOCK = 1024; // what is known of its points stays in the processor's first cache

    private final double[][] table;

    VectorPass(double[][] columns) {
        this.table = columns;
    }

    @Override
    public boolean takesAtOnce(int clusters) {
        return table.length == 3 && clusters <= FiveCentres.MOST;
    }

    @Override
    public void add(Stretches stretches, double[] centers, double[] sums) {
        if (takesAtOnce(centers.length / table.length)) {
            FiveCentres.add(table, stretches, centers, sums);
        } else {
            pass(stretches, centers, sums);
        }
    }

    @Override
    public double inertia(Stretches stretches, double[] centers) {
        double[] sums = new double[centers.length + centers.length / table.length];
        return takesAtOnce(centers.length / table.length)
                ? FiveCentres.add(table, stretches, centers, sums)
                : pass(stretches, centers, sums);
    }

    private double pass(Stretches stretches, double[] centers, double[] sums) {
        var block = new Block(table);
        double inertia = 0;
        for (int s = 0; s < stretches.count(); s++) {
            int to = stretches.to(s);
            int whole = to - (to - stretches.from(s)) % LANES;
            for (int from = stretches.from(s); from < whole; from += BLOCK) {
                block.move(from, Math.min(BLOCK, whole - from));
                block.assign(centers);
                block.sum(centers.length / table.length, sums);
                inertia += block.inertia();
            }
            inertia += PlainPass.addSingly(table, Stretches.of(whole, to), centers, sums);
        }
        return inertia;
    }

    /** So few points that what is known of them stays in the processor's first cache. */
    private static final class Block {

        private final double[][] columns;
        private final double[] least = new double[BLOCK];
        private final double[] nearest = new double[BLOCK];
        private final double[] distances = new double[BLOCK];
        private int from;
        private int count;

        Block(double[][] columns) {
            this.columns = columns;
        }

        void move(int start, int points) {
            from = start;
            count = points;
        }

        void assign(double[] centers) {
            for (int c = 0; c < centers.length / columns.length; c++) {
                measure(centers, c);
                compare(c);
            }
        }

        void sum(int clusters, double[] sums) {
            for (int c = 0; c < clusters; c++) {
                sumOne(c, sums);
            }
        }

        double inertia() {
            var sum = DoubleVector.zero(SPECIES);
            for (int i = 0; i < count; i += LANES) {
                sum = sum.add(DoubleVector.fromArray(SPECIES, least, i));
            }
            return total(sum);
        }

        private void measure(double[] centers, int cluster) {
            for (int j = 0; j < columns.length; j++) {
                double[] column = columns[j];
                var center = DoubleVector.broadcast(SPECIES, centers[cluster * columns.length + j]);
                for (int i = 0; i < count; i += LANES) {
                    var difference =
                            DoubleVector.fromArray(SPECIES, column, from + i).sub(center);
                    var before = j == 0 ? DoubleVector.zero(SPECIES) : DoubleVector.fromArray(SPECIES, distances, i);
                    difference.fma(difference, before).intoArray(distances, i);
                }
            }
        }

        private void compare(int cluster) {
            var number = DoubleVector.broadcast(SPECIES, cluster);
            for (int i = 0; i < count; i += LANES) {
                var distance = DoubleVector.fromArray(SPECIES, distances, i);
                if (cluster == 0) {
                    distance.intoArray(least, i);
                    number.intoArray(nearest, i);
                } else {
                    VectorMask<Double> nearer = distance.lt(DoubleVector.fromArray(SPECIES, least, i));
                    distance.intoArray(least, i, nearer);
                    number.intoArray(nearest, i, nearer);
                }
            }
        }

        private void sumOne(int cluster, double[] sums) {
            int at = cluster * (columns.length + 1);
            for (int j = 0; j < columns.length; j++) {
                double[] column = columns[j];
                var sum = DoubleVector.zero(SPECIES);
                for (int i = 0; i < count; i += LANES) {
                    VectorMask<Double> in =
                            DoubleVector.fromArray(SPECIES, nearest, i).eq(cluster);
                    sum = sum.add(DoubleVector.fromArray(SPECIES, column, from + i), in);
                }
                sums[at + j] += total(sum);
            }
            var members = DoubleVector.zero(SPECIES);
            for (int i = 0; i < count; i += LANES) {
                members = members.add(
                        ONE, DoubleVector.fromArray(SPECIES, nearest, i).eq(cluster));
            }
            sums[at + columns.length] += total(members);
        }
    }

    /** In the order of the lanes: the library's own reduction leaves the order, and so the last digit, open. */
    private static double total(DoubleVector lanes) {
        double sum = 0;
        for (double lane : lanes.toArray()) {
            sum += lane;
        }
        return sum;
    }
}
