package io.nextbest.models.segmentation;

/**
 * How recently, how often and for how much a customer bought.
 *
 * <p>Source: Hughes, "Strategic Database Marketing", 1994, chapter 6.
 *
 * @param recency whole 24-hour days from the last purchase to the reference moment, at least 0
 * @param frequency number of distinct invoices, at least 1
 * @param monetary money spent, returns not counted, in the shop's currency, at least 0 and finite
 */
public record RfmFigures(long recency, long frequency, double monetary) {

    /** Refuses a negative recency, a frequency below 1, and a monetary that is negative, infinite or NaN. */
    public RfmFigures {
        if (recency < 0) {
            throw new IllegalArgumentException("recency must be at least 0, was " + recency);
        }
        if (frequency < 1) {
            throw new IllegalArgumentException("frequency must be at least 1, was " + frequency);
        }
        if (!(monetary >= 0 && monetary < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("monetary must be at least 0 and finite, was " + monetary);
        }
    }

    /** A new array of recency, frequency, monetary, in this order everywhere. */
    double[] toVector() {
        return new double[] {recency, frequency, monetary};
    }
}
