package io.nextbest.models.segmentation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Who went where between two moments: customers by the segment they were in and the one they are in.
 *
 * <p>Source: a transition matrix, as in Netzer, Lattin and Srinivasan, "A Hidden Markov Model of Customer Relationship
 * Dynamics", Marketing Science 27(2), 2008.
 *
 * @param counts customers, by segment before and by segment now; as many rows as columns
 */
public record Movement(List<List<Long>> counts) {

    /** @throws IllegalArgumentException if the counts are not square, or one is negative */
    public Movement {
        counts = counts.stream().map(List::copyOf).toList();
        for (List<Long> row : counts) {
            if (row.size() != counts.size() || row.stream().anyMatch(count -> count < 0)) {
                throw new IllegalArgumentException("movements are counted from each segment to each");
            }
        }
    }

    /**
     * Counts them.
     *
     * @param before segment number per customer, from 0
     * @param now the same customers', in the same order
     * @param clusters how many segments there are
     * @throws IllegalArgumentException if the lengths differ or a number is no segment's
     */
    public static Movement of(int[] before, int[] now, int clusters) {
        if (before.length != now.length
                || !IntStream.concat(Arrays.stream(before), Arrays.stream(now)).allMatch(c -> c >= 0 && c < clusters)) {
            throw new IllegalArgumentException("a segment before and one now is needed for each customer");
        }
        long[][] counts = new long[clusters][clusters];
        for (int i = 0; i < before.length; i++) {
            counts[before[i]][now[i]]++;
        }
        return new Movement(Arrays.stream(counts)
                .map(row -> LongStream.of(row).boxed().toList())
                .toList());
    }

    private long customers() {
        return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    }

    /** Share of all customers who are where they were, in [0, 1]; 0 where nobody was counted. */
    public double stayed() {
        long same = IntStream.range(0, counts.size())
                .mapToLong(c -> counts.get(c).get(c))
                .sum();
        return customers() == 0 ? 0 : (double) same / customers();
    }

    /** Share of those who were in the one segment and are in the other now, in [0, 1]; 0 where nobody was in it. */
    public double share(int from, int to) {
        long all = counts.get(from).stream().mapToLong(Long::longValue).sum();
        return all == 0 ? 0 : (double) counts.get(from).get(to) / all;
    }
}
