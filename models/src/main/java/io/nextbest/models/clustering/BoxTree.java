package io.nextbest.models.clustering;

import java.util.Arrays;

/**
 * A stretch of the table sorted into boxes within boxes, kept in flat arrays: a box is followed by its first half with
 * all that is in it, then by its second.
 */
final class BoxTree {

    private static final int LEAF = 128;

    private final double[][] columns;
    private final int dimensions;
    private final int start;
    private int boxes;
    private int[] ends; // of each box's points, exclusive
    private int[] next; // the box after it and all that is in it
    private double[] numbers; // lowest, highest and sum of each column

    /** Sorts this stretch of the columns. */
    BoxTree(double[][] columns, int from, int to) {
        this.columns = columns;
        this.dimensions = columns.length;
        this.start = from;
        int expected = 4 * ((to - from) / LEAF) + 1;
        this.ends = new int[expected];
        this.next = new int[expected];
        this.numbers = new double[expected * 3 * dimensions];
        grow(from, to);
        this.ends = Arrays.copyOf(ends, boxes);
        this.next = Arrays.copyOf(next, boxes);
        this.numbers = Arrays.copyOf(numbers, boxes * 3 * dimensions);
    }

    private void grow(int from, int to) {
        int box = boxes++;
        if (box == ends.length) {
            ends = Arrays.copyOf(ends, 2 * box);
            next = Arrays.copyOf(next, 2 * box);
            numbers = Arrays.copyOf(numbers, 6 * box * dimensions);
        }
        if (to - from <= LEAF) {
            measure(box, from, to);
        } else {
            int middle = new Median(columns, from, to).split();
            grow(from, middle);
            int second = boxes;
            grow(middle, to);
            join(box, box + 1, second);
        }
        ends[box] = to;
        next[box] = boxes;
    }

    private void measure(int box, int from, int to) {
        int at = 3 * dimensions * box;
        for (double[] column : columns) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int i = from; i < to; i++) {
                double number = column[i];
                low = number < low ? number : low;
                high = number > high ? number : high;
                sum += number;
            }
            numbers[at++] = low;
            numbers[at++] = high;
            numbers[at++] = sum;
        }
    }

    private void join(int box, int first, int second) {
        int width = 3 * dimensions;
        for (int j = 0; j < width; j += 3) {
            int a = first * width + j;
            int b = second * width + j;
            numbers[box * width + j] = Math.min(numbers[a], numbers[b]);
            numbers[box * width + j + 1] = Math.max(numbers[a + 1], numbers[b + 1]);
            numbers[box * width + j + 2] = numbers[a + 2] + numbers[b + 2];
        }
    }

    /** One addition of all points to the sums of their nearest centres. */
    final class Visit {

        private final double[] centers;
        private final Pass pass;
        private final double[] sums;
        private final boolean atOnce;
        private final Stretches open = new Stretches();
        private int[] candidates; // of each box on the way, one list after the other

        Visit(double[] centers, Pass pass, double[] sums) {
            this.centers = centers;
            this.pass = pass;
            this.sums = sums;
            int clusters = centers.length / dimensions;
            this.atOnce = pass.takesAtOnce(clusters);
            this.candidates = new int[32 * clusters];
            for (int c = 0; c < clusters; c++) {
                candidates[c] = c;
            }
        }

        void addAll() {
            visit(0, start, 0, centers.length / dimensions);
            if (open.count() > 0) {
                pass.add(open, centers, sums);
            }
        }

        /** @param at where the list begins of the centres, in order, that may be nearest to some point of the box */
        private void visit(int box, int from, int at, int count) {
            if (at + 2 * count > candidates.length) {
                candidates = Arrays.copyOf(candidates, 2 * candidates.length);
            }
            int closest = closest(box, at, count);
            int kept = at + count;
            int left = 0;
            for (int c = at; c < at + count; c++) {
                if (candidates[c] == closest || !loses(box, candidates[c], closest)) {
                    candidates[kept + left++] = candidates[c];
                }
            }
            if (left == 1) {
                addWhole(box, from, closest);
            } else if (next[box] > box + 1) {
                visit(box + 1, from, kept, left);
                visit(next[box + 1], ends[box + 1], kept, left);
            } else if (atOnce) {
                open.add(from, ends[box]);
            } else {
                addPoints(Stretches.of(from, ends[box]), kept, left);
            }
        }

        private int closest(int box, int at, int count) {
            int closest = candidates[at];
            double least = Double.POSITIVE_INFINITY;
            for (int c = at; c < at + count; c++) {
                double distance = 0;
                for (int j = 0; j < dimensions; j++) {
                    int number = 3 * (box * dimensions + j);
                    double middle = (numbers[number] + numbers[number + 1]) / 2;
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
        private boolean loses(int box, int cluster, int other) {
            double own = 0;
            double others = 0;
            for (int j = 0; j < dimensions; j++) {
                int number = 3 * (box * dimensions + j);
                double mine = centers[cluster * dimensions + j];
                double theirs = centers[other * dimensions + j];
                double corner = mine > theirs ? numbers[number + 1] : numbers[number];
                own += (corner - mine) * (corner - mine);
                others += (corner - theirs) * (corner - theirs);
            }
            return own > others * (1 + 1e-12);
        }

        private void addWhole(int box, int from, int cluster) {
            int at = cluster * (dimensions + 1);
            for (int j = 0; j < dimensions; j++) {
                sums[at + j] += numbers[3 * (box * dimensions + j) + 2];
            }
            sums[at + dimensions] += ends[box] - from;
        }

        private void addPoints(Stretches leaf, int kept, int left) {
            double[] few = new double[left * dimensions];
            for (int c = 0; c < left; c++) {
                System.arraycopy(centers, candidates[kept + c] * dimensions, few, c * dimensions, dimensions);
            }
            double[] fewSums = new double[left * (dimensions + 1)];
            pass.add(leaf, few, fewSums);
            for (int c = 0; c < left; c++) {
                for (int j = 0; j <= dimensions; j++) {
                    sums[candidates[kept + c] * (dimensions + 1) + j] += fewSums[c * (dimensions + 1) + j];
                }
            }
        }
    }
}
