package io.nextbest.cli.transactions;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers that only the JDK reads rightly, the last of each column kept: dates repeat from row to row. */
final class LongNumbers {

    private static final int COLUMNS = 8; // a power of 2

    private final byte[][] digits = new byte[COLUMNS][0];
    private final double[] values = new double[COLUMNS];

    double value(int column, byte[] bytes, int from, int to) {
        int slot = column & COLUMNS - 1;
        byte[] last = digits[slot];
        if (!Arrays.equals(last, 0, last.length, bytes, from, to)) {
            digits[slot] = Arrays.copyOfRange(bytes, from, to);
            values[slot] = Double.parseDouble(new String(digits[slot], StandardCharsets.US_ASCII));
        }
        return values[slot];
    }
}
