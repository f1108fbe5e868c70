package io.nextbest.orchestrator.decision;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids that sort by time: UUID version 7 (RFC 9562, 5.7), 48 bits of milliseconds and 74 of chance. */
final class DecisionIds {

    private final RandomGenerator random;

    DecisionIds(RandomGenerator random) {
        this.random = random;
    }

    synchronized String next(Instant now) {
        long high = now.toEpochMilli() << 16 | 0x7000L | random.nextInt(0x1000);
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
