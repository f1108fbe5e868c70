package io.nextbest.timing;

import io.nextbest.runtime.Service;

/** Starts this service alone in its process. */
public final class Application {

    private Application() {}

    public static void main(String[] args) {
        Service.run("timing", args);
    }
}
