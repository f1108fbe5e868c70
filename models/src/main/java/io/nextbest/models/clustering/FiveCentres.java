package io.nextbest.models.clustering;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Up to five centres of three columns, the case that most large tables of customers are: for a block of points at a
 * time first whose they are, as bits, then what they add up to, so that all of either loop stays in registers. An
 * accumulator that passes through a call after the loop becomes an object in each turn of it.
 */
final class FiveCentres {

    static final int MOST = 5;

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED.length() > Byte.SIZE
            ? DoubleVector.SPECIES_512
            : DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final long ALL = -1L >>> (Long.SIZE - LANES);
    private static final int BLOCK = 1024;

    /** So far away that no point is nearest to it, and its square is still a number. */
    private static final double NOWHERE = 1e100;

    private final double[][] columns;
    private final double[] five;
    private final long[] owners = new long[BLOCK / LANES]; // per vector eight bits a centre
    private final double[] lanes = new double[3 * MOST * LANES];
    private final long[] counts = new long[MOST];

    private FiveCentres(double[][] columns, double[] centers) {
        this.columns = columns;
        this.five = Arrays.copyOf(centers, 3 * MOST);
        Arrays.fill(five, centers.length, five.length, NOWHERE);
    }

    /** Adds the stretches to the sums, as a pass does; returns their inertia. */
    static double add(double[][] columns, Stretches stretches, double[] centers, double[] sums) {
        var found = new FiveCentres(columns, centers);
        double inertia = 0;
        for (int s = 0; s < stretches.count(); s++) {
            int end = end(columns[0].length, stretches.from(s), stretches.to(s));
            for (int from = stretches.from(s); from < end; from += BLOCK) {
                int to = Math.min(end, from + BLOCK);
                inertia += found.assign(from, to);
                found.sum(from, to);
                found.count((to - from - 1) / LANES + 1);
            }
            inertia += PlainPass.addSingly(columns, Stretches.of(end, stretches.to(s)), centers, sums);
        }
        for (int at = 0; at < sums.length; at++) {
            int cluster = at / 4;
            int column = at % 4;
            if (column == 3) {
                sums[at] += found.counts[cluster];
            }
            for (int lane = 0; column < 3 && lane < LANES; lane++) {
                sums[at] += found.lanes[(3 * cluster + column) * LANES + lane];
            }
        }
        return inertia;
    }

    /** How far vectors read a stretch: to its end, but never beyond the table's. */
    private static int end(int size, int from, int to) {
        int starts = Math.min(to, size - LANES + 1); // before which a vector may start
        return starts <= from ? from : Math.min(to, from + (starts - from + LANES - 1) / LANES * LANES);
    }

    /** Compares and blends where the library's own minimum would ask for NaN and -0 with six instructions. */
    private double assign(int from, int to) {
        double[] x = columns[0];
        double[] y = columns[1];
        double[] z = columns[2];
        DoubleVector ax = at(0), ay = at(1), az = at(2), bx = at(3), by = at(4), bz = at(5), cx = at(6), cy = at(7);
        DoubleVector cz = at(8), dx = at(9), dy = at(10), dz = at(11), ex = at(12), ey = at(13), ez = at(14);
        DoubleVector inertia = DoubleVector.zero(SPECIES);
        for (int i = from, v = 0; i < to; i += LANES, v++) {
            DoubleVector px = DoubleVector.fromArray(SPECIES, x, i);
            DoubleVector py = DoubleVector.fromArray(SPECIES, y, i);
            DoubleVector pz = DoubleVector.fromArray(SPECIES, z, i);
            DoubleVector least = squared(px.sub(ax), py.sub(ay), pz.sub(az));
            DoubleVector distance = squared(px.sub(bx), py.sub(by), pz.sub(bz));
            VectorMask<Double> nearerB = distance.lt(least);
            least = least.blend(distance, nearerB);
            distance = squared(px.sub(cx), py.sub(cy), pz.sub(cz));
            VectorMask<Double> nearerC = distance.lt(least);
            least = least.blend(distance, nearerC);
            distance = squared(px.sub(dx), py.sub(dy), pz.sub(dz));
            VectorMask<Double> nearerD = distance.lt(least);
            least = least.blend(distance, nearerD);
            distance = squared(px.sub(ex), py.sub(ey), pz.sub(ez));
            VectorMask<Double> nearerE = distance.lt(least);
            long left = to - i < LANES ? (1L << (to - i)) - 1 : ALL;
            inertia = inertia.add(least.blend(distance, nearerE), VectorMask.fromLong(SPECIES, left));
            long inE = nearerE.toLong() & left;
            left &= ~inE;
            long inD = nearerD.toLong() & left;
            left &= ~inD;
            long inC = nearerC.toLong() & left;
            left &= ~inC;
            long inB = nearerB.toLong() & left;
            owners[v] = left & ~inB | inB << 8 | inC << 16 | inD << 24 | inE << 32;
        }
        double sum = 0;
        for (double lane : inertia.toArray()) {
            sum += lane;
        }
        return sum;
    }

    private void sum(int from, int to) {
        double[] x = columns[0];
        double[] y = columns[1];
        double[] z = columns[2];
        DoubleVector ax = sum(0), ay = sum(1), az = sum(2), bx = sum(3), by = sum(4), bz = sum(5), cx = sum(6);
        DoubleVector cy = sum(7), cz = sum(8), dx = sum(9), dy = sum(10), dz = sum(11), ex = sum(12), ey = sum(13);
        DoubleVector ez = sum(14);
        for (int i = from, v = 0; i < to; i += LANES, v++) {
            DoubleVector px = DoubleVector.fromArray(SPECIES, x, i);
            DoubleVector py = DoubleVector.fromArray(SPECIES, y, i);
            DoubleVector pz = DoubleVector.fromArray(SPECIES, z, i);
            VectorMask<Double> inA = VectorMask.fromLong(SPECIES, owners[v]);
            VectorMask<Double> inB = VectorMask.fromLong(SPECIES, owners[v] >>> 8);
            VectorMask<Double> inC = VectorMask.fromLong(SPECIES, owners[v] >>> 16);
            VectorMask<Double> inD = VectorMask.fromLong(SPECIES, owners[v] >>> 24);
            VectorMask<Double> inE = VectorMask.fromLong(SPECIES, owners[v] >>> 32);
            ax = ax.add(px, inA);
            ay = ay.add(py, inA);
            az = az.add(pz, inA);
            bx = bx.add(px, inB);
            by = by.add(py, inB);
            bz = bz.add(pz, inB);
            cx = cx.add(px, inC);
            cy = cy.add(py, inC);
            cz = cz.add(pz, inC);
            dx = dx.add(px, inD);
            dy = dy.add(py, inD);
            dz = dz.add(pz, inD);
            ex = ex.add(px, inE);
            ey = ey.add(py, inE);
            ez = ez.add(pz, inE);
        }
        ax.intoArray(lanes, 0);
        ay.intoArray(lanes, LANES);
        az.intoArray(lanes, 2 * LANES);
        bx.intoArray(lanes, 3 * LANES);
        by.intoArray(lanes, 4 * LANES);
        bz.intoArray(lanes, 5 * LANES);
        cx.intoArray(lanes, 6 * LANES);
        cy.intoArray(lanes, 7 * LANES);
        cz.intoArray(lanes, 8 * LANES);
        dx.intoArray(lanes, 9 * LANES);
        dy.intoArray(lanes, 10 * LANES);
        dz.intoArray(lanes, 11 * LANES);
        ex.intoArray(lanes, 12 * LANES);
        ey.intoArray(lanes, 13 * LANES);
        ez.intoArray(lanes, 14 * LANES);
    }

    private void count(int vectors) {
        for (int c = 0; c < MOST; c++) {
            long members = 0;
            for (int v = 0; v < vectors; v++) {
                members += Long.bitCount(owners[v] >>> (8 * c) & ALL);
            }
            counts[c] += members;
        }
    }

    private DoubleVector at(int number) {
        return DoubleVector.broadcast(SPECIES, five[number]);
    }

    private DoubleVector sum(int number) {
        return DoubleVector.fromArray(SPECIES, lanes, number * LANES);
    }

    private static DoubleVector squared(DoubleVector x, DoubleVector y, DoubleVector z) {
        return z.fma(z, y.fma(y, x.mul(x)));
    }
}
