package io.nextbest.systemtests.planted.segmentation;

import java.time.Clock;

public final class ClockMaker {
    public Clock clock() {
        return Clock.systemUTC();
    }
}
