package io.nextbest.orchestrator.decision;

import java.nio.ByteBuffer;

/**
 * Who gets no personalisation, so that what personalisation is worth can be measured.
 *
 * <p>A lot per customer without state: the first 53 bits of SHA-256 of salt and customer, read as a number in [0, 1).
 * The same customer draws the same lot for as long as the salt stays.
 *
 * @param share of the customers, in [0, 1)
 * @param salt a new one draws a new lot
 */
record Experiment(double share, String salt) {

    Experiment {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("share must be in [0, 1), was " + share);
        }
    }

    boolean holdsOut(String customerId) {
        long bits = ByteBuffer.wrap(Seed.digest(salt + "/" + customerId)).getLong() >>> 11;
        return bits * 0x1.0p-53 < share;
    }
}
