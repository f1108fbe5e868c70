package io.nextbest.models.clustering;

import io.nextbest.models.clustering.Pass.Stretch;
import java.util.stream.IntStream;

/** Reads every point, in stretches that the cores share; what they add up to is added in the order of the table. */
final class Stretches implements Sums {

    private static final int STRETCH = 1 << 16;

    private final Points points;
    private final Pass.Maker passes;

    Stretches(Points points, Pass.Maker passes) {
        this.points = points;
        this.passes = passes;
    }

    @Override
    public double[] sums(double[] centers) {
        int length = centers.length / points.dimensions() * (points.dimensions() + 1);
        double[][] parts = new double[stretches()][length];
        each((s, pass) -> pass.add(stretch(s), centers, parts[s]));
        double[] sums = parts[0];
        for (int s = 1; s < parts.length; s++) {
            for (int j = 0; j < length; j++) {
                sums[j] += parts[s][j];
            }
        }
        return sums;
    }

    @Override
    public double inertia(double[] centers) {
        double[] parts = new double[stretches()];
        each((s, pass) -> parts[s] = pass.inertia(stretch(s), centers));
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    private interface Work {
        void on(int stretch, Pass pass);
    }

    private void each(Work work) {
        if (stretches() == 1) {
            work.on(0, passes.over(points.columns()));
        } else {
            IntStream.range(0, stretches()).parallel().forEach(s -> work.on(s, passes.over(points.columns())));
        }
    }

    private int stretches() {
        return (points.size() - 1) / STRETCH + 1;
    }

    private Stretch stretch(int s) {
        return new Stretch(s * STRETCH, (int) Math.min(points.size(), (s + 1L) * STRETCH));
    }
}
