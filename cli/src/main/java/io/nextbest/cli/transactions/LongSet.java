package io.nextbest.cli.transactions;

import java.util.Arrays;

/** A set of whole numbers without an object per number. */
final class LongSet {

    private static final long FREE = Long.MIN_VALUE;

    private long[] slots = new long[1 << 15];
    private int size;
    private long last = FREE;

    LongSet() {
        Arrays.fill(slots, FREE);
    }

    /**
     * False if it was in already.
     *
     * @param number anything but {@link Long#MIN_VALUE}
     */
    boolean add(long number) {
        if (number == last) {
            return false;
        }
        last = number;
        if (size * 2 >= slots.length) {
            long[] old = slots;
            slots = new long[old.length * 2];
            Arrays.fill(slots, FREE);
            for (long one : old) {
                if (one != FREE) {
                    slots[slot(one)] = one;
                }
            }
        }
        int slot = slot(number);
        if (slots[slot] == number) {
            return false;
        }
        slots[slot] = number;
        size++;
        return true;
    }

    private int slot(long number) {
        int slot = spread(number) & slots.length - 1;
        while (slots[slot] != FREE && slots[slot] != number) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** Mixes all bits of a number: the finalizer of SplitMix64. */
    static int spread(long number) {
        long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (int) (mixed ^ mixed >>> 31);
    }
}
