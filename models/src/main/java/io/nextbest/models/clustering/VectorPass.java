package io.nextbest.models.clustering;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight points at a time on a processor with 512-bit vectors. Works through a block twice, so that neither turn needs
 * more than the vector registers: first the nearest centre of each point, two centres a time, then each centre's sums.
 */
final class VectorPass implements Pass {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final DoubleVector ONE = DoubleVector.broadcast(SPECIES, 1);
    private static final DoubleVector TWO = DoubleVector.broadcast(SPECIES, 2);
    private static final DoubleVector THREE = DoubleVector.broadcast(SPECIES, 3);
    private static final DoubleVector FOUR = DoubleVector.broadcast(SPECIES, 4);

    private static final int BLOCK = 1024; // what is known of its points stays in the processor's first cache

    private final PlainPass plain;
    private final Block block;
    private final int columns;
    private final double[][] table;

    VectorPass(double[][] columns) {
        this.table = columns;
        this.plain = new PlainPass(columns);
        this.block = new Block(columns);
        this.columns = columns.length;
    }

    @Override
    public void add(Stretch stretch, double[] centers, double[] sums) {
        int whole = whole(stretch);
        if (columns == 3 && centers.length <= 3 * FiveCentres.MOST) {
            FiveCentres.add(table, new Stretch(stretch.from(), whole), centers, sums);
            plain.add(new Stretch(whole, stretch.to()), centers, sums);
            return;
        }
        for (int from = stretch.from(); from < whole; from += BLOCK) {
            block.move(from, Math.min(BLOCK, whole - from));
            block.assign(centers);
            block.sum(centers.length / columns, sums);
        }
        plain.add(new Stretch(whole, stretch.to()), centers, sums);
    }

    @Override
    public double inertia(Stretch stretch, double[] centers) {
        int whole = whole(stretch);
        double sum = plain.inertia(new Stretch(whole, stretch.to()), centers);
        if (columns == 3 && centers.length <= 3 * FiveCentres.MOST) {
            double[] sums = new double[centers.length / 3 * 4];
            return sum + FiveCentres.add(table, new Stretch(stretch.from(), whole), centers, sums);
        }
        for (int from = stretch.from(); from < whole; from += BLOCK) {
            block.move(from, Math.min(BLOCK, whole - from));
            block.assign(centers);
            sum += block.inertia();
        }
        return sum;
    }

    private static int whole(Stretch stretch) {
        return stretch.from() + (stretch.to() - stretch.from()) / LANES * LANES;
    }

    /** A few points at a time: three columns have instructions of their own, large tables are of three. */
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
            int clusters = centers.length / columns.length;
            if (columns.length != 3) {
                for (int c = 0; c < clusters; c++) {
                    measure(centers, c);
                    compare(c);
                }
                return;
            }
            int c = 1;
            if (clusters >= 5) {
                firstFive(centers);
                c = 5;
            } else {
                one(centers, 0, true);
            }
            for (; c + 1 < clusters; c += 2) {
                two(centers, c);
            }
            if (c < clusters) {
                one(centers, c, false);
            }
        }

        void sum(int clusters, double[] sums) {
            int c = 0;
            for (; columns.length == 3 && (clusters - c == 3 || clusters - c > 4); c += 3) {
                sumThree(c, sums);
            }
            for (; columns.length == 3 && c + 1 < clusters; c += 2) {
                sumTwo(c, sums);
            }
            for (; c < clusters; c++) {
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

        private void one(double[] centers, int cluster, boolean first) {
            double[] x = columns[0];
            double[] y = columns[1];
            double[] z = columns[2];
            var cx = DoubleVector.broadcast(SPECIES, centers[3 * cluster]);
            var cy = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 1]);
            var cz = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 2]);
            var number = DoubleVector.broadcast(SPECIES, cluster);
            for (int i = 0; i < count; i += LANES) {
                var dx = DoubleVector.fromArray(SPECIES, x, from + i).sub(cx);
                var dy = DoubleVector.fromArray(SPECIES, y, from + i).sub(cy);
                var dz = DoubleVector.fromArray(SPECIES, z, from + i).sub(cz);
                var distance = dz.fma(dz, dy.fma(dy, dx.mul(dx)));
                if (first) {
                    distance.intoArray(least, i);
                    number.intoArray(nearest, i);
                } else {
                    var before = DoubleVector.fromArray(SPECIES, least, i);
                    VectorMask<Double> nearer = distance.lt(before);
                    distance.intoArray(least, i, nearer);
                    number.intoArray(nearest, i, nearer);
                }
            }
        }

        private void two(double[] centers, int cluster) {
            double[] x = columns[0];
            double[] y = columns[1];
            double[] z = columns[2];
            var ax = DoubleVector.broadcast(SPECIES, centers[3 * cluster]);
            var ay = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 1]);
            var az = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 2]);
            var bx = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 3]);
            var by = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 4]);
            var bz = DoubleVector.broadcast(SPECIES, centers[3 * cluster + 5]);
            var numberA = DoubleVector.broadcast(SPECIES, cluster);
            var numberB = DoubleVector.broadcast(SPECIES, cluster + 1);
            for (int i = 0; i < count; i += LANES) {
                var px = DoubleVector.fromArray(SPECIES, x, from + i);
                var py = DoubleVector.fromArray(SPECIES, y, from + i);
                var pz = DoubleVector.fromArray(SPECIES, z, from + i);
                var dax = px.sub(ax);
                var day = py.sub(ay);
                var daz = pz.sub(az);
                var dbx = px.sub(bx);
                var dby = py.sub(by);
                var dbz = pz.sub(bz);
                var toA = daz.fma(daz, day.fma(day, dax.mul(dax)));
                var toB = dbz.fma(dbz, dby.fma(dby, dbx.mul(dbx)));
                var best = DoubleVector.fromArray(SPECIES, least, i);
                var own = DoubleVector.fromArray(SPECIES, nearest, i);
                VectorMask<Double> nearerA = toA.lt(best);
                best = best.blend(toA, nearerA);
                own = own.blend(numberA, nearerA);
                VectorMask<Double> nearerB = toB.lt(best);
                best.blend(toB, nearerB).intoArray(least, i);
                own.blend(numberB, nearerB).intoArray(nearest, i);
            }
        }

        /** Five at once: the points are read once, and what is known of them stays in registers. */
        private void firstFive(double[] centers) {
            double[] x = columns[0];
            double[] y = columns[1];
            double[] z = columns[2];
            var ax = DoubleVector.broadcast(SPECIES, centers[0]);
            var ay = DoubleVector.broadcast(SPECIES, centers[1]);
            var az = DoubleVector.broadcast(SPECIES, centers[2]);
            var bx = DoubleVector.broadcast(SPECIES, centers[3]);
            var by = DoubleVector.broadcast(SPECIES, centers[4]);
            var bz = DoubleVector.broadcast(SPECIES, centers[5]);
            var cx = DoubleVector.broadcast(SPECIES, centers[6]);
            var cy = DoubleVector.broadcast(SPECIES, centers[7]);
            var cz = DoubleVector.broadcast(SPECIES, centers[8]);
            var dx = DoubleVector.broadcast(SPECIES, centers[9]);
            var dy = DoubleVector.broadcast(SPECIES, centers[10]);
            var dz = DoubleVector.broadcast(SPECIES, centers[11]);
            var ex = DoubleVector.broadcast(SPECIES, centers[12]);
            var ey = DoubleVector.broadcast(SPECIES, centers[13]);
            var ez = DoubleVector.broadcast(SPECIES, centers[14]);
            for (int i = 0; i < count; i += LANES) {
                var px = DoubleVector.fromArray(SPECIES, x, from + i);
                var py = DoubleVector.fromArray(SPECIES, y, from + i);
                var pz = DoubleVector.fromArray(SPECIES, z, from + i);
                var best = squared(px.sub(ax), py.sub(ay), pz.sub(az));
                var toB = squared(px.sub(bx), py.sub(by), pz.sub(bz));
                var toC = squared(px.sub(cx), py.sub(cy), pz.sub(cz));
                var toD = squared(px.sub(dx), py.sub(dy), pz.sub(dz));
                var toE = squared(px.sub(ex), py.sub(ey), pz.sub(ez));
                VectorMask<Double> inB = toB.lt(best);
                var own = DoubleVector.zero(SPECIES).blend(ONE, inB);
                best = best.blend(toB, inB);
                VectorMask<Double> inC = toC.lt(best);
                own = own.blend(TWO, inC);
                best = best.blend(toC, inC);
                VectorMask<Double> inD = toD.lt(best);
                own = own.blend(THREE, inD);
                best = best.blend(toD, inD);
                VectorMask<Double> inE = toE.lt(best);
                own.blend(FOUR, inE).intoArray(nearest, i);
                best.blend(toE, inE).intoArray(least, i);
            }
        }

        private static DoubleVector squared(DoubleVector x, DoubleVector y, DoubleVector z) {
            return z.fma(z, y.fma(y, x.mul(x)));
        }

        private void sumThree(int cluster, double[] sums) {
            double[] x = columns[0];
            double[] y = columns[1];
            double[] z = columns[2];
            var ax = DoubleVector.zero(SPECIES);
            var ay = ax;
            var az = ax;
            var an = ax;
            var bx = ax;
            var by = ax;
            var bz = ax;
            var bn = ax;
            var cx = ax;
            var cy = ax;
            var cz = ax;
            var cn = ax;
            for (int i = 0; i < count; i += LANES) {
                var own = DoubleVector.fromArray(SPECIES, nearest, i);
                VectorMask<Double> inA = own.eq(cluster);
                VectorMask<Double> inB = own.eq(cluster + 1);
                VectorMask<Double> inC = own.eq(cluster + 2);
                var px = DoubleVector.fromArray(SPECIES, x, from + i);
                var py = DoubleVector.fromArray(SPECIES, y, from + i);
                var pz = DoubleVector.fromArray(SPECIES, z, from + i);
                ax = ax.add(px, inA);
                ay = ay.add(py, inA);
                az = az.add(pz, inA);
                an = an.add(ONE, inA);
                bx = bx.add(px, inB);
                by = by.add(py, inB);
                bz = bz.add(pz, inB);
                bn = bn.add(ONE, inB);
                cx = cx.add(px, inC);
                cy = cy.add(py, inC);
                cz = cz.add(pz, inC);
                cn = cn.add(ONE, inC);
            }
            int at = 4 * cluster;
            put(ax, ay, sums, at);
            put(az, an, sums, at + 2);
            put(bx, by, sums, at + 4);
            put(bz, bn, sums, at + 6);
            put(cx, cy, sums, at + 8);
            put(cz, cn, sums, at + 10);
        }

        private static void put(DoubleVector one, DoubleVector next, double[] sums, int at) {
            sums[at] += total(one);
            sums[at + 1] += total(next);
        }

        private void sumTwo(int cluster, double[] sums) {
            double[] x = columns[0];
            double[] y = columns[1];
            double[] z = columns[2];
            var ax = DoubleVector.zero(SPECIES);
            var ay = ax;
            var az = ax;
            var an = ax;
            var bx = ax;
            var by = ax;
            var bz = ax;
            var bn = ax;
            for (int i = 0; i < count; i += LANES) {
                var own = DoubleVector.fromArray(SPECIES, nearest, i);
                VectorMask<Double> inA = own.eq(cluster);
                VectorMask<Double> inB = own.eq(cluster + 1);
                var px = DoubleVector.fromArray(SPECIES, x, from + i);
                var py = DoubleVector.fromArray(SPECIES, y, from + i);
                var pz = DoubleVector.fromArray(SPECIES, z, from + i);
                ax = ax.add(px, inA);
                ay = ay.add(py, inA);
                az = az.add(pz, inA);
                an = an.add(ONE, inA);
                bx = bx.add(px, inB);
                by = by.add(py, inB);
                bz = bz.add(pz, inB);
                bn = bn.add(ONE, inB);
            }
            int at = 4 * cluster;
            put(ax, ay, sums, at);
            put(az, an, sums, at + 2);
            put(bx, by, sums, at + 4);
            put(bz, bn, sums, at + 6);
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
