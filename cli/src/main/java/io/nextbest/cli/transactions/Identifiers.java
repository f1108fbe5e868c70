package io.nextbest.cli.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers what a file calls customers or invoices, from 0. 17850, 17850.0 and "17850" are one and the same. */
final class Identifiers {

    /** Says that an identifier is no number. */
    static final long NONE = Long.MIN_VALUE;

    /** Characters that an identifier may have, as in the import. */
    static final int LONGEST = 100;

    private static final double MOST = 1e15;
    private static final int MOST_DIGITS = 15;

    private final Map<String, Integer> others = new HashMap<>();
    private final List<String> otherNames = new ArrayList<>();
    private long[] numbers = new long[1 << 13];
    private int[] indices = new int[1 << 13];
    private long[] byIndex = new long[1 << 12]; // the number, or NONE and then by otherNames
    private int[] otherByIndex = new int[1 << 12];
    private int size;

    Identifiers() {
        Arrays.fill(numbers, NONE);
    }

    /** The whole number that a cell holds, or NONE: then it must be read as an identifier. */
    static long number(Row row, int column) {
        if (row.kind(column) == Row.Kind.NUMBER) {
            double value = row.number(column);
            if (value == (long) value && Math.abs(value) < MOST) {
                return (long) value;
            }
        }
        return NONE;
    }

    /** Which one it is: the number, or the text where that is NONE. */
    int index(long number, String text) {
        return number == NONE ? index(text) : index(number);
    }

    private int index(String text) {
        return isNumber(text)
                ? index(Long.parseLong(text))
                : others.computeIfAbsent(text, key -> {
                    otherNames.add(key);
                    otherByIndex = room(otherByIndex, size);
                    otherByIndex[size] = otherNames.size() - 1;
                    return next(NONE);
                });
    }

    /** Whether the text is written as a number would be. */
    private static boolean isNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - start;
        if (digits < 1 || digits > MOST_DIGITS || text.charAt(start) == '0' && text.length() > 1) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private int index(long number) {
        int slot = slot(number);
        if (numbers[slot] == number) {
            return indices[slot];
        }
        if (size * 2 >= numbers.length) {
            spread();
            slot = slot(number);
        }
        numbers[slot] = number;
        indices[slot] = size;
        return next(number);
    }

    private int next(long number) {
        if (size == byIndex.length) {
            byIndex = Arrays.copyOf(byIndex, size * 2);
        }
        byIndex[size] = number;
        return size++;
    }

    private void spread() {
        long[] oldNumbers = numbers;
        int[] oldIndices = indices;
        numbers = new long[oldNumbers.length * 2];
        indices = new int[oldNumbers.length * 2];
        Arrays.fill(numbers, NONE);
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != NONE) {
                int slot = slot(oldNumbers[i]);
                numbers[slot] = oldNumbers[i];
                indices[slot] = oldIndices[i];
            }
        }
    }

    private int slot(long number) {
        int slot = LongSet.spread(number) & numbers.length - 1;
        while (numbers[slot] != NONE && numbers[slot] != number) {
            slot = slot + 1 & numbers.length - 1;
        }
        return slot;
    }

    int size() {
        return size;
    }

    String name(int index) {
        return byIndex[index] == NONE ? otherNames.get(otherByIndex[index]) : Long.toString(byIndex[index]);
    }

    private static int[] room(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, Math.max(index + 1, array.length * 2));
    }
}
