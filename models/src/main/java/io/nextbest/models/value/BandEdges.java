package io.nextbest.models.value;

import java.util.Arrays;

/** Cuts weighted scores into bands; edges lie midway between the scores that they part. */
final class BandEdges {

    private final double[] values;
    /** Up to each value, it not included: weight, weighted sum, weighted sum of squares. */
    private final double[] weight;

    private final double[] sum;
    private final double[] squares;

    private BandEdges(double[] values, double[] counts, int distinct) {
        this.values = Arrays.copyOf(values, distinct);
        weight = new double[distinct + 1];
        sum = new double[distinct + 1];
        squares = new double[distinct + 1];
        double all = 0;
        double total = 0;
        for (int i = 0; i < distinct; i++) {
            all += counts[i];
            total += counts[i] * values[i];
        }
        double middle = total / all;
        for (int i = 0; i < distinct; i++) {
            double centred = values[i] - middle;
            weight[i + 1] = weight[i] + counts[i];
            sum[i + 1] = sum[i] + counts[i] * centred;
            squares[i + 1] = squares[i] + counts[i] * centred * centred;
        }
    }

    /**
     * The bands - 1 edges, ascending; a score at or above an edge belongs above it.
     *
     * @param weights how often each score counts, at least 0
     * @throws IllegalArgumentException if the scores cannot be cut so
     */
    static double[] of(double[] scores, int[] weights, int bands, BandCut cut) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (left, right) -> Double.compare(scores[left], scores[right]));
        double[] values = new double[scores.length];
        double[] counts = new double[scores.length];
        int distinct = 0;
        for (int i : order) {
            if (weights[i] > 0) {
                if (!Double.isFinite(scores[i])) {
                    throw new IllegalArgumentException("a score is not finite");
                }
                boolean known = distinct > 0 && values[distinct - 1] == scores[i];
                distinct = known ? distinct : distinct + 1;
                values[distinct - 1] = scores[i];
                counts[distinct - 1] += weights[i];
            }
        }
        if (distinct < bands) {
            throw new IllegalArgumentException(
                    "%d bands need as many different scores, got %d".formatted(bands, distinct));
        }
        var edges = new BandEdges(values, counts, distinct);
        return edges.between(cut == BandCut.EQUAL ? edges.equal(bands) : edges.natural(bands));
    }

    /** Positions of the first value above each edge to the edges themselves. */
    private double[] between(int[] starts) {
        double[] edges = new double[starts.length];
        for (int q = 0; q < starts.length; q++) {
            double below = values[starts[q] - 1];
            double above = values[starts[q]];
            double middle = below + (above - below) / 2;
            edges[q] = middle > below ? middle : above;
        }
        return edges;
    }

    private int[] equal(int bands) {
        int[] starts = new int[bands - 1];
        double all = weight[values.length];
        int before = 0;
        for (int q = 1; q < bands; q++) {
            int at = before + 1;
            int most = values.length - (bands - q);
            double goal = Math.floor(all * q / bands);
            while (at < most && Math.abs(weight[at + 1] - goal) <= Math.abs(weight[at] - goal)) {
                at++;
            }
            starts[q - 1] = at;
            before = at;
        }
        return starts;
    }

    /** Dynamic programming; the best last edge moves up with the end, so that halving finds all ends in O(n log n). */
    private int[] natural(int bands) {
        int size = values.length;
        double least = weight[size] * BandCut.leastShare(bands);
        double[] cost = new double[size + 1];
        Arrays.fill(cost, Double.POSITIVE_INFINITY);
        cost[0] = 0;
        int[][] from = new int[bands + 1][size + 1];
        for (int q = 1; q <= bands; q++) {
            double[] next = new double[size + 1];
            Arrays.fill(next, Double.POSITIVE_INFINITY);
            solve(new Layer(cost, next, from[q], least), new int[] {q, size}, new int[] {q - 1, size - 1});
            cost = next;
        }
        if (!Double.isFinite(cost[size])) {
            throw new IllegalArgumentException(
                    "too many customers have the same score for %d bands of 5 %% or more".formatted(bands));
        }
        int[] starts = new int[bands - 1];
        int end = size;
        for (int q = bands; q > 1; q--) {
            end = from[q][end];
            starts[q - 2] = end;
        }
        return starts;
    }

    private record Layer(double[] before, double[] next, int[] from, double least) {}

    /** All ends in the first range, whose best starts lie in the second. */
    private void solve(Layer layer, int[] ends, int[] starts) {
        if (ends[0] > ends[1]) {
            return;
        }
        int end = (ends[0] + ends[1]) >>> 1;
        int best = -1;
        for (int start = starts[0]; start <= Math.min(starts[1], end - 1); start++) {
            if (weight[end] - weight[start] < layer.least()) {
                break;
            }
            double cost = layer.before()[start] + spread(start, end);
            if (cost < layer.next()[end]) {
                layer.next()[end] = cost;
                best = start;
            }
        }
        boolean reached = best >= 0;
        layer.from()[end] = Math.max(best, 0);
        if (reached) { // else no lower end is reached either
            solve(layer, new int[] {ends[0], end - 1}, new int[] {starts[0], best});
        }
        solve(layer, new int[] {end + 1, ends[1]}, new int[] {reached ? best : starts[0], starts[1]});
    }

    /** Sum of squared departures from their mean of the values in [start, end). */
    private double spread(int start, int end) {
        double within = sum[end] - sum[start];
        return Math.max(0, squares[end] - squares[start] - within * within / (weight[end] - weight[start]));
    }
}
