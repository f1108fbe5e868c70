package io.nextbest.models.clustering;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Reads every point, in parts that the cores share; what they add up to is added in the order of the table. */
final class WholeTable implements Sums {

    private static final int PART = 1 << 16;

    private final Points points;
    private final Pass.Maker passes;

    WholeTable(Points points, Pass.Maker passes) {
        this.points = points;
        this.passes = passes;
    }

    @Override
    public double[] sums(double[] centers) {
        int length = centers.length / points.dimensions() * (points.dimensions() + 1);
        double[][] ofParts = new double[parts()][length];
        each(p -> passes.over(points.columns()).add(part(p), centers, ofParts[p]));
        double[] sums = ofParts[0];
        for (int p = 1; p < ofParts.length; p++) {
            for (int j = 0; j < length; j++) {
                sums[j] += ofParts[p][j];
            }
        }
        return sums;
    }

    @Override
    public double inertia(double[] centers) {
        double[] ofParts = new double[parts()];
        each(p -> ofParts[p] = passes.over(points.columns()).inertia(part(p), centers));
        double sum = 0;
        for (double one : ofParts) {
            sum += one;
        }
        return sum;
    }

    private void each(IntConsumer work) {
        if (parts() == 1) {
            work.accept(0);
        } else {
            IntStream.range(0, parts()).parallel().forEach(work);
        }
    }

    private int parts() {
        return (points.size() - 1) / PART + 1;
    }

    private Stretches part(int p) {
        return Stretches.of(p * PART, (int) Math.min(points.size(), (p + 1L) * PART));
    }
}
