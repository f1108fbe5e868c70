package io.nextbest.systemtests.planted.segmentation;

import java.time.Instant;

public final class ClockReader {
    public Instant now() {
        return Instant.now();
    }
}
