package io.nextbest.models.clustering;

import java.util.Arrays;

/** Parts of a table in its order, each from a point up to, but without, another; neighbours become one. */
final class Stretches {

    private int[] bounds = new int[2];
    private int count;

    static Stretches of(int from, int to) {
        var one = new Stretches();
        one.add(from, to);
        return one;
    }

    void add(int from, int to) {
        if (count > 0 && bounds[2 * count - 1] == from) {
            bounds[2 * count - 1] = to;
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int from(int stretch) {
        return bounds[2 * stretch];
    }

    int to(int stretch) {
        return bounds[2 * stretch + 1];
    }
}
