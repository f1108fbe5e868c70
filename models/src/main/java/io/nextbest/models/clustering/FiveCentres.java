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

    /** So far away that no point is nearest to it, and its square is still a number. */
    private static final double NOWHERE = 1e100;

    private FiveCentres() {}

    /** Adds a stretch of whole vectors to the sums, as a pass does; returns its inertia. */
    static double add(double[][] columns, Pass.Stretch stretch, double[] centers, double[] sums) {
        double[] five = Arrays.copyOf(centers, 3 * MOST);
        Arrays.fill(five, centers.length, five.length, NOWHERE);
        double[] lanes = new double[3 * MOST * LANES];
        long[] counts = new long[MOST];
        double inertia = add(columns, stretch, five, new Found(lanes, counts));
        counts[4] = stretch.to() - stretch.from() - counts[0] - counts[1] - counts[2] - counts[3];
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
        return inertia;
    }

    /** @param lanes of each sum, centre after centre */
    private record Found(double[] lanes, long[] counts) {

        void count(long inA, long inB, long inC, long inD) {
            counts[0] = inA;
            counts[1] = inB;
            counts[2] = inC;
            counts[3] = inD;
        }
    }

    /** The smaller of two by comparing and blending: the library's own minimum asks for NaN and -0, six instructions. */
    private static double add(double[][] columns, Pass.Stretch stretch, double[] five, Found found) {
        DoubleVector zero = DoubleVector.zero(SPECIES);
        DoubleVector ax = at(five, 0), ay = at(five, 1), az = at(five, 2), bx = at(five, 3), by = at(five, 4);
        DoubleVector bz = at(five, 5), cx = at(five, 6), cy = at(five, 7), cz = at(five, 8), dx = at(five, 9);
        DoubleVector dy = at(five, 10), dz = at(five, 11), ex = at(five, 12), ey = at(five, 13), ez = at(five, 14);
        DoubleVector sax = zero, say = zero, saz = zero, sbx = zero, sby = zero, sbz = zero, scx = zero, scy = zero;
        DoubleVector scz = zero, sdx = zero, sdy = zero, sdz = zero, sex = zero, sey = zero, sez = zero;
        DoubleVector inertia = zero;
        long na = 0, nb = 0, nc = 0, nd = 0;
        for (int i = stretch.from(); i < stretch.to(); i += LANES) {
            DoubleVector px = DoubleVector.fromArray(SPECIES, columns[0], i);
            DoubleVector py = DoubleVector.fromArray(SPECIES, columns[1], i);
            DoubleVector pz = DoubleVector.fromArray(SPECIES, columns[2], i);
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
            VectorMask<Double> inE = distance.lt(least);
            inertia = inertia.add(least.blend(distance, inE));
            VectorMask<Double> inD = nearerD.andNot(inE);
            VectorMask<Double> inDOrE = inD.or(inE);
            VectorMask<Double> inC = nearerC.andNot(inDOrE);
            VectorMask<Double> inCToE = inC.or(inDOrE);
            VectorMask<Double> inB = nearerB.andNot(inCToE);
            VectorMask<Double> inA = inB.or(inCToE).not();
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
        found.count(na, nb, nc, nd);
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
