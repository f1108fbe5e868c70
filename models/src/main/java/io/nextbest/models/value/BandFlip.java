package io.nextbest.models.value;

/**
 * The smallest change of one kind that would move a customer to another band.
 *
 * @param kind what changes
 * @param amount purchases more made now; or the typical basket to have instead, in the shop's currency; or weeks from
 *     now without a purchase
 * @param band the band that the customer would then be in
 */
public record BandFlip(Kind kind, double amount, int band) {

    /** What changes. */
    public enum Kind {
        /** Days with a purchase of the usual size, made now. */
        MORE_PURCHASES,
        /** The typical basket is a larger one. */
        LARGER_BASKET,
        /** The typical basket is a smaller one. */
        SMALLER_BASKET,
        /** Time passes without a purchase. */
        SILENCE
    }
}
