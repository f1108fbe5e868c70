package io.nextbest.models.clustering;

import java.util.List;
import java.util.concurrent.RecursiveTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Points sorted into trees of boxes, each with the sum of its points: a box that lies wholly nearer to one centre is
 * added as one, and only boxes on a border between centres are opened. Exact: a box counts as a whole only where every
 * corner of it does.
 *
 * <p>Source: Kanungo and others, "An Efficient k-Means Clustering Algorithm: Analysis and Implementation", IEEE
 * Transactions on Pattern Analysis and Machine Intelligence 24(7), 2002.
 */
final class Boxes implements Sums {

    private static final int OF_ONE_TREE = 1 << 16;

    private final double[][] columns;
    private final List<BoxTree> trees;
    private final Pass.Maker passes;
    private final WholeTable all;

    /** Sorts the points themselves where they were handed over, else a copy. */
    Boxes(Points points, Pass.Maker passes) {
        Points sorted = points.toSort();
        this.columns = sorted.columns();
        this.passes = passes;
        this.trees = new Sort(0, points.size()).invoke().toList();
        this.all = new WholeTable(sorted, passes);
    }

    private final class Sort extends RecursiveTask<Stream<BoxTree>> {

        private static final long serialVersionUID = 1;

        private final int from;
        private final int to;

        Sort(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected Stream<BoxTree> compute() {
            if (to - from <= OF_ONE_TREE) {
                return Stream.of(new BoxTree(columns, from, to));
            }
            int middle = new Median(columns, from, to).split();
            var after = new Sort(middle, to);
            after.fork();
            return Stream.concat(new Sort(from, middle).compute(), after.join());
        }
    }

    @Override
    public double[] sums(double[] centers) {
        double[][] parts = new double[trees.size()][centers.length + centers.length / columns.length];
        IntStream.range(0, parts.length)
                .parallel()
                .forEach(t -> trees.get(t).new Visit(centers, passes.over(columns), parts[t]).addAll());
        double[] sums = parts[0];
        for (int t = 1; t < parts.length; t++) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += parts[t][j];
            }
        }
        return sums;
    }

    @Override
    public double inertia(double[] centers) {
        return all.inertia(centers);
    }
}
