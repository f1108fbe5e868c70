package io.nextbest.cli.transactions;

import java.util.Arrays;

/** The names of the elements that are open, one in another. */
final class XmlNames {

    private static final int DEEPEST = 256;

    private final int[] ends = new int[DEEPEST + 1];
    private byte[] names = new byte[1024];
    private int depth;

    int depth() {
        return depth;
    }

    void push(byte[] bytes, int from, int to) {
        if (depth == DEEPEST) {
            throw new NotUnderstood("elements are nested too deep");
        }
        int start = ends[depth];
        int end = start + to - from;
        if (end > names.length) {
            names = Arrays.copyOf(names, end * 2);
        }
        System.arraycopy(bytes, from, names, start, to - from);
        ends[++depth] = end;
    }

    /** False if another element was opened last. */
    boolean pop(byte[] bytes, int from, int to) {
        if (depth == 0 || !Arrays.equals(names, ends[depth - 1], ends[depth], bytes, from, to)) {
            return false;
        }
        depth--;
        return true;
    }
}
