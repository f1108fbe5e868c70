package io.nextbest.models.clustering;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Up to five centres of three columns, in one reading of the points: what is known of a point never leaves the
 * registers. The case that most large tables of customers are. All in one method: an accumulator that passes through
 * an array or a call becomes an object in each turn of the loop.
 */
final class FiveCentres {

    static final int MOST = 5;

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final long ALL = -1L >>> (Long.SIZE - LANES);

    /** So far away that no point is nearest to it, and its square is still a number. */
    private static final double NOWHERE = 1e100;

    private FiveCentres() {}

    /** Adds the stretches to the sums, as a pass does; returns their inertia. */
    static double add(double[][] columns, Stretches stretches, double[] centers, double[] sums) {
        double[] five = Arrays.copyOf(centers, 3 * MOST);
        Arrays.fill(five, centers.length, five.length, NOWHERE);
        double[] lanes = new double[3 * MOST * LANES];
        long[] counts = new long[MOST];
        double inertia = add(columns, stretches, five, new Found(lanes, counts));
        for (int at = 0; at < sums.length; at++) {
            int cluster = at / 4;
            int column = at % 4;
            if (column == 3) {
                sums[at] += counts[cluster];
            }
            for (int lane = 0; column < 3 && lane < LANES; lane++) {
                sums[at] += lanes[(3 * cluster + column) * LANES + lane];
            }
        }
        int last = stretches.count() - 1;
        int read = end(columns[0].length, stretches.from(last), stretches.to(last));
        return inertia + PlainPass.addSingly(columns, Stretches.of(read, stretches.to(last)), centers, sums);
    }

    /** How far vectors read a stretch: to its end, but never beyond the table's. */
    private static int end(int size, int from, int to) {
        int starts = Math.min(to, size - LANES + 1); // before which a vector may start
        return starts <= from ? from : Math.min(to, from + (starts - from + LANES - 1) / LANES * LANES);
    }

    /** @param lanes of each sum, centre after centre */
    private record Found(double[] lanes, long[] counts) {

        void count(long inA, long inB, long inC, long inD, long inE) {
            counts[0] = inA;
            counts[1] = inB;
            counts[2] = inC;
            counts[3] = inD;
            counts[4] = inE;
        }
    }

    /** Compares and blends where the library's own minimum would ask for NaN and -0 with six instructions. */
    private static double add(double[][] columns, Stretches stretches, double[] five, Found found) {
        DoubleVector zero = DoubleVector.zero(SPECIES);
        DoubleVector ax = at(five, 0), ay = at(five, 1), az = at(five, 2), bx = at(five, 3), by = at(five, 4);
        DoubleVector bz = at(five, 5), cx = at(five, 6), cy = at(five, 7), cz = at(five, 8), dx = at(five, 9);
        DoubleVector dy = at(five, 10), dz = at(five, 11), ex = at(five, 12), ey = at(five, 13), ez = at(five, 14);
        DoubleVector sax = zero, say = zero, saz = zero, sbx = zero, sby = zero, sbz = zero, scx = zero, scy = zero;
        DoubleVector scz = zero, sdx = zero, sdy = zero, sdz = zero, sex = zero, sey = zero, sez = zero;
        DoubleVector inertia = zero;
        long na = 0, nb = 0, nc = 0, nd = 0, ne = 0;
        for (int s = 0; s < stretches.count(); s++) {
            int to = end(columns[0].length, stretches.from(s), stretches.to(s));
            for (int i = stretches.from(s); i < to; i += LANES) {
                VectorMask<Double> in = VectorMask.fromLong(SPECIES, to - i < LANES ? (1L << (to - i)) - 1 : ALL);
                DoubleVector px = DoubleVector.fromArray(SPECIES, columns[0], i);
                DoubleVector py = DoubleVector.fromArray(SPECIES, columns[1], i);
                DoubleVector pz = DoubleVector.fromArray(SPECIES, columns[2], i);
                DoubleVector least = squared(px.sub(ax), py.sub(ay), pz.sub(az));
                DoubleVector distance = squared(px.sub(bx), py.sub(by), pz.sub(bz));
                VectorMask<Double> inB = distance.lt(least);
                least = least.blend(distance, inB);
                distance = squared(px.sub(cx), py.sub(cy), pz.sub(cz));
                VectorMask<Double> inC = distance.lt(least);
                least = least.blend(distance, inC);
                distance = squared(px.sub(dx), py.sub(dy), pz.sub(dz));
                VectorMask<Double> inD = distance.lt(least);
                least = least.blend(distance, inD);
                distance = squared(px.sub(ex), py.sub(ey), pz.sub(ez));
                VectorMask<Double> inE = distance.lt(least).and(in);
                inertia = inertia.add(least.blend(distance, inE), in);
                in = in.andNot(inE);
                inD = inD.and(in);
                in = in.andNot(inD);
                inC = inC.and(in);
                in = in.andNot(inC);
                inB = inB.and(in);
                VectorMask<Double> inA = in.andNot(inB);
                sax = sax.add(px, inA);
                say = say.add(py, inA);
                saz = saz.add(pz, inA);
                na += inA.trueCount();
                sbx = sbx.add(px, inB);
                sby = sby.add(py, inB);
                sbz = sbz.add(pz, inB);
                nb += inB.trueCount();
                scx = scx.add(px, inC);
                scy = scy.add(py, inC);
                scz = scz.add(pz, inC);
                nc += inC.trueCount();
                sdx = sdx.add(px, inD);
                sdy = sdy.add(py, inD);
                sdz = sdz.add(pz, inD);
                nd += inD.trueCount();
                sex = sex.add(px, inE);
                sey = sey.add(py, inE);
                sez = sez.add(pz, inE);
                ne += inE.trueCount();
            }
        }
        sax.intoArray(found.lanes, 0 * LANES);
        say.intoArray(found.lanes, 1 * LANES);
        saz.intoArray(found.lanes, 2 * LANES);
        sbx.intoArray(found.lanes, 3 * LANES);
        sby.intoArray(found.lanes, 4 * LANES);
        sbz.intoArray(found.lanes, 5 * LANES);
        scx.intoArray(found.lanes, 6 * LANES);
        scy.intoArray(found.lanes, 7 * LANES);
        scz.intoArray(found.lanes, 8 * LANES);
        sdx.intoArray(found.lanes, 9 * LANES);
        sdy.intoArray(found.lanes, 10 * LANES);
        sdz.intoArray(found.lanes, 11 * LANES);
        sex.intoArray(found.lanes, 12 * LANES);
        sey.intoArray(found.lanes, 13 * LANES);
        sez.intoArray(found.lanes, 14 * LANES);
        found.count(na, nb, nc, nd, ne);
        double sum = 0;
        for (double lane : inertia.toArray()) {
            sum += lane;
        }
        return sum;
    }

    private static DoubleVector at(double[] five, int number) {
        return DoubleVector.broadcast(SPECIES, five[number]);
    }

    private static DoubleVector squared(DoubleVector x, DoubleVector y, DoubleVector z) {
        return z.fma(z, y.fma(y, x.mul(x)));
    }
}
