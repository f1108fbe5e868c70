package io.nextbest.systemtests.planted.segmentation;

import java.util.Random;

public final class DiceRoller {
    public double roll() {
        return new Random().nextDouble();
    }
}
