package io.nextbest.models.clustering;

import io.nextbest.models.clustering.Pass.Stretch;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RecursiveTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the points sorted into a tree of boxes, each with the sum of its points: a box that lies wholly nearer to
 * one centre is added as one, and only boxes on a border between centres are opened. Exact: a box counts as a whole
 * only where every corner of it does.
 *
 * <p>Source: Kanungo and others, "An Efficient k-Means Clustering Algorithm: Analysis and Implementation", IEEE
 * Transactions on Pattern Analysis and Machine Intelligence 24(7), 2002.
 */
final class Boxes implements Sums {

    private static final int LEAF = 256;
    private static final int OF_ONE_TASK = 1 << 16;
    private static final int LOOKED_AT = 33;

    private final double[][] columns;
    private final int dimensions;
    private final Box root;
    private final List<Box> tasks;
    private final Pass.Maker passes;
    private final Stretches all;

    Boxes(Points points, Pass.Maker passes) {
        this.columns = Arrays.stream(points.columns()).map(double[]::clone).toArray(double[][]::new);
        this.dimensions = columns.length;
        this.passes = passes;
        this.root = new Sort(0, points.size()).invoke();
        this.tasks = tasks(root).toList();
        this.all = new Stretches(Points.ofColumns(columns), passes);
    }

    /** @param numbers lowest, highest and sum of each column */
    private record Box(
            int from,
            int to,
            double[] numbers,
            @Nullable Box left,
            @Nullable Box right) {}

    private static Stream<Box> tasks(Box box) {
        return box.left == null || box.right == null || box.to - box.from <= OF_ONE_TASK
                ? Stream.of(box)
                : Stream.concat(tasks(box.left), tasks(box.right));
    }

    private final class Sort extends RecursiveTask<Box> {

        private static final long serialVersionUID = 1;

        private final int from;
        private final int to;

        Sort(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected Box compute() {
            if (to - from <= LEAF) {
                return leaf(from, to);
            }
            int middle = split(from, to);
            var right = new Sort(middle, to);
            if (to - from > OF_ONE_TASK) {
                right.fork();
            }
            Box before = new Sort(from, middle).compute();
            Box after = to - from > OF_ONE_TASK ? right.join() : right.compute();
            return new Box(from, to, together(before.numbers, after.numbers), before, after);
        }
    }

    private Box leaf(int from, int to) {
        double[] numbers = new double[3 * dimensions];
        for (int j = 0; j < dimensions; j++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int i = from; i < to; i++) {
                double number = columns[j][i];
                low = Math.min(low, number);
                high = Math.max(high, number);
                sum += number;
            }
            numbers[3 * j] = low;
            numbers[3 * j + 1] = high;
            numbers[3 * j + 2] = sum;
        }
        return new Box(from, to, numbers, null, null);
    }

    private static double[] together(double[] before, double[] after) {
        double[] numbers = new double[before.length];
        for (int j = 0; j < numbers.length; j += 3) {
            numbers[j] = Math.min(before[j], after[j]);
            numbers[j + 1] = Math.max(before[j + 1], after[j + 1]);
            numbers[j + 2] = before[j + 2] + after[j + 2];
        }
        return numbers;
    }

    /** Parts the stretch at about the median of the column that varies most; returns where the second part starts. */
    private int split(int from, int to) {
        double[] looked = new double[LOOKED_AT];
        double[] widest = looked;
        double width = -1;
        int column = 0;
        for (int j = 0; j < dimensions; j++) {
            double[] sorted = new double[LOOKED_AT];
            for (int s = 0; s < LOOKED_AT; s++) {
                sorted[s] = columns[j][from + (int) ((long) (to - 1 - from) * s / (LOOKED_AT - 1))];
            }
            Arrays.sort(sorted);
            if (sorted[LOOKED_AT - 1] - sorted[0] > width) {
                width = sorted[LOOKED_AT - 1] - sorted[0];
                widest = sorted;
                column = j;
            }
        }
        int middle = part(from, to, columns[column], widest[LOOKED_AT / 2]);
        return middle <= from || middle >= to ? (from + to) >>> 1 : middle;
    }

    /** Hoare's: what equals the pivot goes to both sides, so that equal points part evenly. */
    private int part(int from, int to, double[] key, double pivot) {
        int i = from;
        int k = to - 1;
        while (true) {
            while (i < to && key[i] < pivot) {
                i++;
            }
            while (k >= from && key[k] > pivot) {
                k--;
            }
            if (i >= k) {
                return i == k ? i + 1 : i;
            }
            for (double[] column : columns) {
                double held = column[i];
                column[i] = column[k];
                column[k] = held;
            }
            i++;
            k--;
        }
    }

    @Override
    public double[] sums(double[] centers) {
        int clusters = centers.length / dimensions;
        double[][] parts = new double[tasks.size()][clusters * (dimensions + 1)];
        int[] everyone = IntStream.range(0, clusters).toArray();
        IntStream.range(0, tasks.size())
                .parallel()
                .forEach(t -> new Visit(centers, parts[t]).visit(tasks.get(t), everyone, clusters));
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

    private final class Visit {

        private final double[] centers;
        private final double[] sums;
        private final Pass pass;

        Visit(double[] centers, double[] sums) {
            this.centers = centers;
            this.sums = sums;
            this.pass = passes.over(columns);
        }

        /** @param candidates the centres, in order, that may be nearest to some point of the box */
        void visit(Box box, int[] candidates, int count) {
            int closest = closest(box.numbers, candidates, count);
            int[] kept = new int[count];
            int left = 0;
            for (int c = 0; c < count; c++) {
                if (candidates[c] == closest || !loses(box.numbers, candidates[c], closest)) {
                    kept[left++] = candidates[c];
                }
            }
            if (left == 1) {
                addWhole(box, closest);
            } else if (box.left == null || box.right == null) {
                addPoints(box, kept, left);
            } else {
                visit(box.left, kept, left);
                visit(box.right, kept, left);
            }
        }

        private int closest(double[] numbers, int[] candidates, int count) {
            int closest = candidates[0];
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < count; c++) {
                double distance = 0;
                for (int j = 0; j < dimensions; j++) {
                    double middle = (numbers[3 * j] + numbers[3 * j + 1]) / 2;
                    double difference = middle - centers[candidates[c] * dimensions + j];
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    closest = candidates[c];
                }
            }
            return closest;
        }

        /** Whether even the corner that suits it best is nearer to the other; rounding keeps it in the race. */
        private boolean loses(double[] numbers, int cluster, int other) {
            double own = 0;
            double others = 0;
            for (int j = 0; j < dimensions; j++) {
                double mine = centers[cluster * dimensions + j];
                double theirs = centers[other * dimensions + j];
                double corner = mine > theirs ? numbers[3 * j + 1] : numbers[3 * j];
                own += (corner - mine) * (corner - mine);
                others += (corner - theirs) * (corner - theirs);
            }
            return own > others * (1 + 1e-12);
        }

        private void addWhole(Box box, int cluster) {
            int at = cluster * (dimensions + 1);
            for (int j = 0; j < dimensions; j++) {
                sums[at + j] += box.numbers[3 * j + 2];
            }
            sums[at + dimensions] += box.to - box.from;
        }

        private void addPoints(Box box, int[] kept, int left) {
            double[] few = new double[left * dimensions];
            for (int c = 0; c < left; c++) {
                System.arraycopy(centers, kept[c] * dimensions, few, c * dimensions, dimensions);
            }
            double[] fewSums = new double[left * (dimensions + 1)];
            pass.add(new Stretch(box.from, box.to), few, fewSums);
            for (int c = 0; c < left; c++) {
                for (int j = 0; j <= dimensions; j++) {
                    sums[kept[c] * (dimensions + 1) + j] += fewSums[c * (dimensions + 1) + j];
                }
            }
        }
    }
}
